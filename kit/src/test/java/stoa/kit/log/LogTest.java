// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import stoa.kit.crypto.PrivateKey;
import stoa.types.Hash;

class LogTest {
    private static final Log LOG = Log.of(LogTest.class);
    private static final String KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @AfterEach
    void quiet() {
        Logging.toStderr(Level.WARNING);
    }

    private String logged() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_line_has_time_level_class_sentence_and_pairs() {
        Logging.toStream(out, Level.INFO);
        LOG.info("listening on ü", "port", 8400, "name", "two words", "none", null, "empty", "", "odd", "a=\"b\"\n");
        assertTrue(
                logged().matches(
                                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z INFO LogTest listening on ü port=8400 "
                                        + "name=\"two words\" none=null empty=\"\" odd=\"a=\\\\\"b\\\\\"\\\\n\"\n"),
                logged());
        assertThrows(IllegalArgumentException.class, () -> LOG.info("x", "key without value"));
    }

    @Test
    void levels_below_the_chosen_one_are_not_written_and_libraries_only_warn() {
        Logging.toStream(out, Level.INFO);
        LOG.debug("unheard");
        assertFalse(LOG.debugging());
        System.getLogger("io.helidon.X").log(Level.INFO, "unheard");
        LoggerFactory.getLogger("com.zaxxer.X").info("unheard");
        assertEquals("", logged());
        System.getLogger("io.helidon.X").log(Level.WARNING, "heard {0}", 1);
        LoggerFactory.getLogger("com.zaxxer.Y").warn("heard {}", 2);
        LOG.warn("heard 3");
        LOG.error("heard 4");
        var lines = logged().lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        assertEquals(
                java.util.List.of("WARN X heard 1", "WARN Y heard 2", "WARN LogTest heard 3", "ERROR LogTest heard 4"),
                lines);
    }

    @Test
    void secrets_are_taken_out_of_everything_and_hashes_stay() {
        Logging.toStream(out, Level.DEBUG);
        LOG.info(
                "key sk-stoa-abc_DEF-123.",
                "a",
                "x sk-stoa-local-zzz",
                "b",
                KEY,
                "c",
                "0x" + KEY,
                "d",
                PrivateKey.parse(KEY));
        LOG.error(
                "failed",
                new IllegalStateException("with " + KEY, new IOException("and sk-stoa-qqq")),
                "e",
                "Bearer sk-stoa-rrr");
        System.getLogger("library").log(Level.WARNING, "{0} and 0x" + KEY, "sk-stoa-sss");
        var text = logged();
        for (var secret : new String[] {"abc_DEF", "local-zzz", "4c0883", "qqq", "rrr", "sss"})
            assertFalse(text.contains(secret), secret + " in " + text);
        assertTrue(text.contains("sk-stoa-***."), text);
        out.reset();
        var hash = Hash.parse("0x" + KEY);
        LOG.info("block", "hash", hash, "address", PrivateKey.parse(KEY).address());
        assertTrue(logged().contains("hash=" + hash) && logged().contains("address=0x2c7536e3"), logged());
    }

    @Test
    void a_message_cannot_forge_a_line() {
        Logging.toStream(out, Level.INFO);
        System.getLogger("library").log(Level.WARNING, "a\n2026-01-01T00:00:00Z INFO forged");
        LOG.info("b\nforged", "k", "c\nforged");
        assertEquals(2, logged().lines().count(), logged());
    }

    @Test
    void a_failure_shows_its_stack_indented() {
        Logging.toStream(out, Level.INFO);
        LOG.error("it broke", new IllegalStateException("why"), "n", 1);
        var lines = logged().lines().toList();
        assertTrue(lines.getFirst().endsWith("ERROR LogTest it broke n=1"), lines.getFirst());
        assertEquals("    java.lang.IllegalStateException: why", lines.get(1));
        assertTrue(lines.size() > 3 && lines.stream().skip(1).allMatch(line -> line.startsWith("    ")));
    }

    @Test
    void a_file_is_set_aside_when_large_and_the_oldest_forgotten() throws IOException {
        var file = directory.resolve("stoa.log");
        Logging.toFile(file, 1000, 3, Level.INFO);
        for (int i = 0; i < 100; i++) LOG.info("line", "number", i);
        Logging.toStderr(Level.WARNING);
        try (var files = Files.list(directory)) {
            assertEquals(3, files.count());
        }
        assertTrue(Files.readString(file).contains("number=99\n"));
        assertTrue(Files.size(file.resolveSibling("stoa.log.1")) <= 1000);
        var older = Files.readString(file.resolveSibling("stoa.log.2"))
                + Files.readString(file.resolveSibling("stoa.log.1"))
                + Files.readString(file);
        var numbers = older.lines()
                .map(line -> line.substring(line.lastIndexOf('=') + 1))
                .map(Integer::valueOf)
                .toList();
        for (int i = 0; i < numbers.size(); i++) assertEquals(100 - numbers.size() + i, numbers.get(i));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
}
