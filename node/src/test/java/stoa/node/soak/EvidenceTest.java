// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @TempDir
    Path root;

    private Evidence evidence;

    @BeforeEach
    void folder() throws Exception {
        Files.createDirectories(root.resolve("docs/generated"));
        evidence = new Evidence(root);
    }

    @Test
    void the_newest_run_of_a_soak_takes_the_place_of_the_one_before() throws Exception {
        evidence.record(new Evidence.Run("kill", "3 kills", 7, 2, "abc", DAY));
        evidence.record(new Evidence.Run("books", "fine | all", 8, 2, "abc", DAY));
        var file = evidence.record(new Evidence.Run("kill", "60 kills", 9, 5, "def+", DAY));
        var rows = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| soak"))
                .toList();
        assertEquals(
                List.of(
                        "| books | fine / all | 8 | 2 | abc | 2026-11-21 |",
                        "| kill | 60 kills | 9 | 5 | def+ | 2026-11-21 |"),
                rows);
    }

    @Test
    void without_a_repository_the_commit_is_unknown() throws Exception {
        assertEquals("unknown", evidence.commit());
    }
}
