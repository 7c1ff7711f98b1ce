// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.types.codec.Eip712;
import stoa.types.docs.AbiFile;
import stoa.types.docs.Pages;
import stoa.types.market.Receipt;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;

/// The files in the repository say what the code says. `mvn -pl types test -Dtest=GeneratedFilesTest -Dstoa.write=true`
/// writes them; without it they are compared.
class GeneratedFilesTest {
    private static final boolean WRITE = Boolean.getBoolean("stoa.write");

    static Stream<String> files() {
        return printed().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_generated_file_is_up_to_date(String file) throws IOException {
        var path = root().resolve(file);
        var text = printed().get(file);
        if (WRITE) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
        assertTrue(Files.exists(path), "missing; " + howToWrite());
        assertEquals(text, Files.readString(path), "out of date; " + howToWrite());
    }

    @Test
    void pages_are_plain_markdown_that_ends_with_one_newline() {
        for (var entry : printed().entrySet()) {
            assertTrue(entry.getValue().endsWith("\n"), entry.getKey());
            assertTrue(!entry.getValue().endsWith("\n\n"), entry.getKey());
        }
    }

    private static TreeMap<String, String> printed() {
        var files = new TreeMap<String, String>();
        for (var capability : Capability.values())
            files.put("spec/abi/" + capability.name().toLowerCase(Locale.ROOT) + ".json", AbiFile.abi(capability));
        files.put("spec/abi/addresses.json", AbiFile.addresses());
        files.put("spec/abi/typed-data.json", AbiFile.typedData(Samples.TYPED.domain()));
        files.put("spec/vectors/draw.json", DrawTest.vectors());
        files.put("spec/vectors/typed-data.json", typedVectors());
        files.put("docs/generated/verbs.md", Pages.verbs(HASHING));
        files.put("docs/generated/views.md", Pages.views(HASHING));
        files.put("docs/generated/events.md", Pages.events(HASHING));
        files.put("docs/generated/reasons.md", Pages.reasons());
        files.put("docs/generated/fees.md", Pages.fees());
        files.put("docs/generated/params.md", Pages.params());
        files.put("docs/generated/session-life.md", Pages.sessionLife());
        files.put("docs/generated/case-life.md", Pages.caseLife());
        return files;
    }

    /// Documents for `eth_signTypedData_v4` and what is signed for them.
    private static String typedVectors() {
        var samples = new Samples(1);
        var voucher = samples.any(Voucher.class);
        var receipt = samples.any(Receipt.class);
        var domain = Samples.TYPED.domain();
        return "[\n  {\"digest\":\"" + Samples.TYPED.voucher(voucher) + "\",\"document\":"
                + Eip712.json(domain, Typed.VOUCHER, Typed.values(voucher)) + "},\n  {\"digest\":\""
                + Samples.TYPED.receipt(receipt) + "\",\"document\":"
                + Eip712.json(domain, Typed.RECEIPT, Typed.values(receipt)) + "}\n]\n";
    }

    private static String howToWrite() {
        return "write it by mvn -pl types test -Dtest=GeneratedFilesTest -Dstoa.write=true";
    }

    /// The repository: from Maven by a property, in an editor the nearest folder above that looks like it.
    private static Path root() {
        var told = System.getProperty("stoa.root");
        if (told != null) return Path.of(told);
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent())
            if (Files.exists(folder.resolve("pom.xml")) && Files.isDirectory(folder.resolve("spec"))) return folder;
        throw new IllegalStateException("not inside the repository");
    }
}
