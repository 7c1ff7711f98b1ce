// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive runs where nothing but Java is: no checkout, no Maven.
class DistTest {
    @Test
    void an_unpacked_archive_runs(@TempDir Path folder) throws Exception {
        var archive = folder.resolve("stoa.tar.gz");
        var made = LocalStoa.run("dist", "--out", archive.toString(), "--json");
        assertEquals(0, made.code(), made.err());
        assertEquals(Files.size(archive), made.json().path("bytes").asLong());
        execute(folder, "tar", "-xzf", archive.toString());
        Path program;
        try (var entries = Files.list(folder)) {
            program = entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        assertTrue(execute(program, "./stoa", "--version").startsWith("stoa 0."));
        // Opens a whole network, asks its model, and stops: everything it needs is in the archive.
        execute(program, "./stoa", "warm-up");
    }

    private static String execute(Path folder, String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ":\n" + out);
        return out;
    }
}
