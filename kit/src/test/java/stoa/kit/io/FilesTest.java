// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.ChildJvm;

class FilesTest {
    @TempDir
    Path directory;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private long files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void writing_replaces_content_and_mode_and_leaves_nothing_beside() throws IOException {
        var file = directory.resolve("ready.json");
        Files.writeString(file, "old");
        AtomicFile.writePrivate(file, "new".getBytes());
        assertEquals("new", Files.readString(file));
        assertEquals("rw-------", mode(file));
        AtomicFile.write(file, "public".getBytes(), "rw-r--r--");
        assertEquals("public", Files.readString(file));
        assertTrue(mode(file).startsWith("rw-"));
        assertEquals(1, files());
    }

    @Test
    void a_reader_beside_a_writer_sees_one_whole_content_or_the_other() throws Exception {
        var file = directory.resolve("file");
        AtomicFile.writePrivate(file, "a".repeat(50_000).getBytes());
        var mixed = new AtomicInteger();
        var writer = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 30; i++)
                    AtomicFile.writePrivate(
                            file, (i % 2 == 0 ? "b" : "a").repeat(50_000).getBytes());
            } catch (IOException _) {
                mixed.incrementAndGet();
            }
        });
        while (writer.isAlive()) {
            var text = Files.readString(file);
            if (text.length() != 50_000 || text.chars().distinct().count() != 1) mixed.incrementAndGet();
        }
        assertEquals(0, mixed.get());
    }

    @Test
    void of_many_creators_exactly_one_succeeds() throws Exception {
        var file = directory.resolve("key");
        var made = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++)
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    AtomicFile.create(file, "key".getBytes(), "rw-------");
                    made.incrementAndGet();
                } catch (IOException e) {
                    assertTrue(e instanceof FileAlreadyExistsException, e.toString());
                }
            }));
        for (var thread : threads) thread.join();
        assertEquals(1, made.get());
        assertEquals(1, files());
    }

    @Test
    void a_directory_that_is_not_there_is_an_error_and_leaves_nothing() throws IOException {
        assertThrows(IOException.class, () -> AtomicFile.writePrivate(directory.resolve("no/file"), new byte[1]));
        assertEquals(0, files());
    }

    @Test
    void a_data_directory_is_made_for_the_owner_and_taken_once() throws IOException {
        var data = directory.resolve("a/data");
        try (var _ = DirLock.acquire(data)) {
            assertEquals("rwx------", mode(data));
            var refusal = assertThrows(IOException.class, () -> DirLock.acquire(data));
            assertEquals(
                    data + " is in use by process " + ProcessHandle.current().pid()
                            + ": stop it or choose another directory",
                    refusal.getMessage());
        }
        DirLock.acquire(data).close();
    }

    @Test
    void another_process_is_named_and_its_lock_ends_with_it() throws Exception {
        try (var child = new ChildJvm(FilesTest.class, directory.toString())) {
            assertEquals("locked", child.line());
            var refusal = assertThrows(IOException.class, () -> DirLock.acquire(directory));
            assertTrue(refusal.getMessage().contains("process " + child.pid()), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("\n"));
            child.kill();
            DirLock.acquire(directory).close();
        }
    }

    /// The child: takes the lock and keeps it.
    public static void main(String[] arguments) throws Exception {
        try (var _ = DirLock.acquire(Path.of(arguments[0]))) {
            System.out.println("locked");
            Thread.sleep(60_000);
        }
    }
}
