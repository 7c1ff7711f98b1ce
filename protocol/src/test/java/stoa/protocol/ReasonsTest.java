// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.types.Reason;

/// A refusal that a rule can give and no story tells is not tested: this fails on it.
class ReasonsTest {
    private static final Path MODULE = Path.of(System.getProperty("stoa.root"), "protocol");

    @Test
    void every_reason_that_a_rule_can_give_is_given_in_a_story() throws IOException {
        var given = reasonsIn(MODULE.resolve("target/classes"));
        assertTrue(given.size() > 60, "the rules refuse for many reasons: " + given);
        var told = new StringBuilder();
        try (var files = Files.walk(MODULE.resolve("src/test/java"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith("Test.java")).toList())
                if (!file.endsWith("ReasonsTest.java")) told.append(Files.readString(file));
        }
        var untold = new ArrayList<String>();
        for (var reason : given) if (!told.toString().contains("Reason." + reason)) untold.add(reason);
        assertEquals(List.of(), untold);
    }

    /// The others belong to the edge (a transaction that cannot be read or wait) or to rules still to come.
    @Test
    void the_reasons_that_no_rule_gives_are_known() throws IOException {
        var missing = new TreeSet<String>();
        for (var reason : Reason.values()) missing.add(reason.name());
        missing.removeAll(reasonsIn(MODULE.resolve("target/classes")));
        assertEquals(
                new TreeSet<>(List.of(
                        "ALREADY_KNOWN",
                        "CHAIN_ID_WRONG",
                        "CONTRACT_CREATION",
                        "MALFORMED",
                        "MEMPOOL_FULL",
                        "NO_CODE",
                        "SIGNATURE_INVALID")),
                missing);
    }

    private static TreeSet<String> reasonsIn(Path classes) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(classes)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".class")).toList())
                for (var entry : ClassFile.of().parse(file).constantPool())
                    if (entry instanceof FieldRefEntry field
                            && field.owner().asInternalName().equals("stoa/types/Reason"))
                        found.add(field.name().stringValue());
        }
        return found;
    }
}
