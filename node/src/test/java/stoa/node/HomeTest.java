// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.io.DirLock;

class HomeTest {
    @TempDir
    private Path folder;

    @Test
    void a_new_directory_is_private_and_names_its_format() throws Exception {
        var home = Home.of(Optional.of(folder.resolve("new/data")));
        home.open();
        assertEquals("rwx------", permissions(home.dir()));
        assertEquals("rwx------", permissions(home.keys()));
        assertEquals("stoa data 1\n", Files.readString(home.dir().resolve("format")));
        home.open();
    }

    @Test
    void a_directory_with_nothing_but_keys_and_a_lock_is_ours_to_use() throws Exception {
        var home = new Home(folder.resolve("data"));
        Files.createDirectories(home.keys());
        try (var lock = DirLock.acquire(home.dir())) {
            assertTrue(Files.list(home.dir()).count() >= 2, "a lock lies there: " + lock);
            home.open();
        }
    }

    @Test
    void somebody_elses_directory_is_refused() throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "years of work");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        refused("thesis.txt", () -> new Home(folder).open());
        assertEquals("rwxr-xr-x", permissions(folder), "not even its mode changes");
        assertEquals(1, entries(folder).size());
        refused("leaves it alone", () -> new Home(folder).wipe());
        assertTrue(Files.exists(folder.resolve("thesis.txt")));
    }

    @Test
    void a_file_is_no_directory() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        refused("not a directory", () -> new Home(file).open());
    }

    @Test
    void another_versions_data_is_refused_with_what_to_do() throws Exception {
        Files.writeString(folder.resolve("format"), "stoa data 999\n");
        refused(
                "'stoa data 999', this program reads 'stoa data 1': use the program that wrote it",
                () -> new Home(folder).open());
    }

    @Test
    void a_genesis_without_a_format_is_half_a_network() throws Exception {
        Files.writeString(folder.resolve("genesis.json"), "{}");
        refused("--fresh", () -> new Home(folder).open());
    }

    @Test
    void wiping_leaves_an_empty_directory() throws Exception {
        var home = new Home(folder.resolve("data"));
        home.open();
        home.key("one");
        Files.createDirectories(home.chain().resolve("deep"));
        Files.writeString(home.chain().resolve("deep/file"), "x");
        home.wipe();
        assertEquals(List.of(), entries(home.dir()));
        home.open();
    }

    @Test
    void a_wipe_that_was_cut_short_can_be_repeated() throws Exception {
        var home = new Home(folder.resolve("data"));
        home.open();
        Files.createDirectories(home.chain());
        Files.writeString(home.chain().resolve("block"), "x");
        var order = home.wipeOrder();
        assertEquals(home.dir().resolve("format"), order.getLast(), "what makes it ours goes last");
        for (var path : order.subList(0, order.size() - 1)) Files.delete(path);
        home.wipe();
        assertEquals(List.of(), entries(home.dir()));
    }

    @Test
    void wiping_nothing_is_no_mistake() throws Exception {
        var home = new Home(folder.resolve("nothing"));
        home.wipe();
        assertFalse(Files.exists(home.dir()));
    }

    @Test
    void a_key_is_made_once_and_private() throws Exception {
        var home = new Home(folder.resolve("data"));
        home.open();
        var made = home.key("owner-1");
        assertArrayEquals(made.bytes(), home.key("owner-1").bytes());
        assertEquals("rw-------", permissions(home.keys().resolve("owner-1.key")));
        assertFalse(Secp256k1.addressOf(made).equals(Secp256k1.addressOf(home.key("owner-2"))));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<Path> entries(Path dir) throws IOException {
        try (var entries = Files.list(dir)) {
            return entries.toList();
        }
    }

    private static void refused(String part, Executable action) {
        var refusal = assertThrows(Home.Unusable.class, action);
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
    }
}
