// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// [ENG-13]
class ModelPackageTest {
    private static final Path SHIPPED = Path.of(System.getProperty("stoa.root"), "models", "stoa-tiny");

    @TempDir
    private Path folder;

    private String good;

    @BeforeEach
    void copy() throws IOException {
        good = Files.readString(SHIPPED.resolve("package.yaml"));
        for (var line : good.split("\n"))
            if (line.contains("path: ")) {
                var name = line.substring(line.indexOf("path: ") + 6).strip();
                Files.copy(SHIPPED.resolve(name), folder.resolve(name));
            }
    }

    @Test
    void the_shipped_model_s_package_is_whole() throws Exception {
        assertEquals(List.of(), ModelPackage.faults(SHIPPED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "package: 1 | package: 2 | 'package' must be 1",
                "model: stoa-tiny | model: Not An Id | model id",
                "context: 2048 | context: 9000 | less than 'context' promises",
                "input: token | input: drops | 'units.input'",
                "bytes: | bytes: 1 | not those its entry says",
                "sha256: | sha256: 0 | has the sha256",
                "path: | path: ../ | inside the package",
                "rollback: | rolback: | not a field",
                "licence: Apache-2.0 | licence: {} | cannot be read: line",
                "memoryMiB: 256 | memoryMiB: some | hardware.memoryMiB",
            })
    void each_fault_is_named(String from, String to, String words) throws Exception {
        Files.writeString(folder.resolve("package.yaml"), good.replace(from, to));
        var faults = ModelPackage.faults(folder);
        assertTrue(faults.stream().anyMatch(f -> f.contains(words)), faults::toString);
    }

    @Test
    void a_profile_must_be_one_and_of_this_model() throws Exception {
        Files.writeString(folder.resolve("p.json"), "{\"profile\":1,\"model\":\"other\",\"distance\":{}}");
        Files.writeString(folder.resolve("package.yaml"), good + "profiles:\n  - file: p.json\n");
        assertTrue(ModelPackage.faults(folder).toString().contains("another model"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a:\n",
                "a: 1\na: 2",
                "a: 1\n   b: 2",
                "- 1\nb: 2",
                "a: [1]",
                "a: 'x'",
                "a: \"x",
                "\ta: 1",
                "a: &b 1",
                "just text"
            })
    void what_could_be_read_two_ways_is_not_read(String text) {
        assertThrows(Yaml.Unreadable.class, () -> Yaml.parse(text));
    }

    @Test
    void maps_lists_and_scalars_are_read() throws Exception {
        var read = Yaml.parse("# remark\na: 1 # one\nb:\n  - x: \"y: z\"\n    w: true\n  - plain text\nc:\n  d: -7\n");
        assertEquals("{\"a\":1,\"b\":[{\"x\":\"y: z\",\"w\":true},\"plain text\"],\"c\":{\"d\":-7}}", read.toString());
    }
}
