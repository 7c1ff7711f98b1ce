// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.ChildJvm;

class JournalTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("journal");
    }

    private static byte[] record(String text) {
        return text.getBytes();
    }

    private List<String> replayed() throws IOException {
        var out = new ArrayList<String>();
        Journal.open(file(), bytes -> out.add(new String(bytes))).close();
        return out;
    }

    @Test
    void what_was_appended_is_replayed_in_order_and_appending_goes_on() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("one"));
            journal.append(record(""));
            journal.append(new byte[300_000]);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        var sizes = new ArrayList<Integer>();
        try (var journal = Journal.open(file(), bytes -> sizes.add(bytes.length))) {
            assertEquals(List.of(3, 0, 300_000), sizes);
            assertEquals(Files.size(file()), journal.length());
            assertEquals(Files.size(file()) + 8 + 4, journal.append(record("four")));
        }
        assertEquals("four", replayed().getLast());
    }

    @Test
    void a_tail_torn_at_any_byte_costs_only_the_torn_record() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("first"));
            journal.append(record("second record"));
        }
        var whole = Files.readAllBytes(file());
        int second = whole.length - 8 - "second record".length();
        int first = second - 8 - "first".length();
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            var expected = new ArrayList<String>();
            if (length >= second) expected.add("first");
            if (length == whole.length) expected.add("second record");
            assertEquals(expected, replayed(), "cut at " + length);
            try (var journal = Journal.open(file(), _ -> {})) {
                journal.append(record("after"));
            }
            expected.add("after");
            assertEquals(expected, replayed(), "cut at " + length + ", then appended");
        }
        assertTrue(first > 0);
        assertFalse(Files.exists(directory.resolve("journal.cut")), "a torn tail is nothing to keep");
    }

    @Test
    void a_tail_of_zeros_or_rubbish_is_cut_off() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("first"));
        }
        var whole = Files.readAllBytes(file());
        var random = new Random(5);
        for (int extra = 1; extra < 100; extra++) {
            Files.write(file(), Arrays.copyOf(whole, whole.length + extra));
            assertEquals(List.of("first"), replayed(), extra + " zeros");
            var rubbish = Arrays.copyOf(whole, whole.length + extra);
            for (int i = whole.length; i < rubbish.length; i++) rubbish[i] = (byte) random.nextInt();
            Files.write(file(), rubbish);
            assertEquals(List.of("first"), replayed(), extra + " bytes of rubbish");
            assertEquals(whole.length, Files.size(file()));
        }
    }

    @Test
    void damage_inside_is_cut_off_too_but_what_followed_it_is_kept_aside() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            for (var text : List.of("first", "second", "third")) journal.append(record(text));
        }
        var whole = Files.readAllBytes(file());
        int second = whole.length - 8 - "third".length() - 8 - "second".length();
        for (int at = second; at < second + 8 + "second".length(); at++) {
            var damaged = whole.clone();
            damaged[at] ^= 0x01;
            Files.write(file(), damaged);
            assertEquals(List.of("first"), replayed(), "damaged at " + at);
            var kept = Files.readAllBytes(directory.resolve("journal.cut"));
            assertArrayEquals(Arrays.copyOfRange(damaged, second, damaged.length), kept);
            Files.delete(directory.resolve("journal.cut"));
        }
    }

    @Test
    void a_record_inside_a_record_does_not_pass_for_one() throws IOException {
        var inner = ByteBuffer.allocate(100);
        try (var journal = Journal.open(directory.resolve("other"), _ -> {})) {
            journal.append(record("inner"));
        }
        inner.put(Files.readAllBytes(directory.resolve("other")));
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(inner.array());
        }
        var whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
        assertEquals(List.of(), replayed());
        assertFalse(Files.exists(directory.resolve("journal.cut")), "torn, not damaged");
    }

    @Test
    void what_is_not_a_journal_is_left_alone() throws IOException {
        var text = "something else entirely".getBytes();
        Files.write(file(), text);
        assertThrows(IOException.class, this::replayed);
        assertArrayEquals(text, Files.readAllBytes(file()));
    }

    @Test
    void a_reader_that_fails_stops_the_opening() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("first"));
        }
        assertThrows(
                IllegalStateException.class,
                () -> Journal.open(file(), _ -> {
                    throw new IllegalStateException("not my record");
                }));
        assertEquals(List.of("first"), replayed());
    }

    @Test
    void rewriting_replaces_everything_at_once() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            for (int i = 0; i < 100; i++) journal.append(record("old " + i));
            journal.rewrite(List.of(record("kept"), new byte[400_000], record("last")));
            assertEquals(Files.size(file()), journal.length());
            journal.append(record("new"));
            journal.sync();
        }
        var all = replayed();
        assertEquals(4, all.size());
        assertEquals(List.of("kept", "last", "new"), List.of(all.get(0), all.get(2), all.get(3)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void a_rewriting_that_fails_changes_nothing() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("old"));
            Iterable<byte[]> failing = () -> {
                throw new UncheckedIOException(new IOException("source gone"));
            };
            assertThrows(UncheckedIOException.class, () -> journal.rewrite(failing));
            journal.append(record("more"));
        }
        assertEquals(List.of("old", "more"), replayed());
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }

    @Test
    void reading_while_it_grows_gives_what_was_there_at_the_call() throws IOException {
        try (var journal = Journal.open(file(), _ -> {})) {
            journal.append(record("one"));
            long second = journal.append(record("two"));
            journal.append(record("three"));
            var seen = new ArrayList<String>();
            journal.read(0, bytes -> seen.add(new String(bytes)));
            assertEquals(List.of("one", "two", "three"), seen);
            seen.clear();
            journal.read(second, bytes -> {
                seen.add(new String(bytes));
                try {
                    journal.append(record("later"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            });
            assertEquals(List.of("three"), seen);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void many_threads_append_and_sync_without_losing_or_mixing_anything(long seed) throws Exception {
        var expected = new ConcurrentSkipListMap<String, Boolean>();
        try (var journal = Journal.open(file(), _ -> {})) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int number = t;
                var random = new Random(seed * 100 + t);
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        for (int i = 0; i < 100; i++) {
                            var text = number + ":" + i + ":" + "x".repeat(random.nextInt(300));
                            journal.append(record(text));
                            expected.put(text, true);
                            if (i % 25 == 0) journal.sync();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            }
            for (var thread : threads) thread.join();
        }
        var all = replayed();
        assertEquals(800, all.size(), "seed " + seed);
        assertEquals(expected.keySet(), new java.util.TreeSet<>(all), "seed " + seed);
    }

    @Test
    void records_have_a_largest_size_and_a_closed_journal_takes_none() throws IOException {
        var journal = Journal.open(file(), _ -> {});
        assertThrows(IllegalArgumentException.class, () -> journal.append(new byte[Journal.RECORD_BYTES_MAX + 1]));
        journal.close();
        journal.close();
        assertThrows(IOException.class, () -> journal.append(record("x")));
    }

    @Test
    void what_append_returned_from_survives_kill_9() throws Exception {
        for (int round = 0; round < 2; round++) {
            int told = 0;
            try (var child = new ChildJvm(JournalTest.class, file().toString())) {
                for (int i = 0; i < 500; i++) {
                    var line = child.line();
                    assertTrue(line != null, "the child lives");
                    told = Integer.parseInt(line);
                }
                // The very last line may be cut by the killing; then it says less than it would have.
                for (var line : child.kill()) if (!line.isEmpty()) told = Math.max(told, Integer.parseInt(line));
            }
            var all = replayed();
            assertTrue(all.size() > told, told + " was told as written, the journal has " + all.size());
            for (int i = 0; i < all.size(); i++) assertTrue(all.get(i).startsWith(i + ":"));
        }
    }

    /// The child: appends numbered records and tells each when `append` has returned.
    public static void main(String[] arguments) throws IOException {
        int[] next = {0};
        var journal = Journal.open(Path.of(arguments[0]), _ -> next[0]++);
        var random = new Random(1);
        while (true) {
            journal.append(record(next[0] + ":" + "y".repeat(random.nextInt(2000))));
            System.out.println(next[0]++);
        }
    }
}
