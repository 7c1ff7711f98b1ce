// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksKeyValueTest extends KeyValueContract {
    @TempDir
    Path directory;

    @Override
    KeyValue open() {
        return at("contract");
    }

    @Test
    void a_store_closed_and_opened_again_holds_the_same() {
        try (var store = at("again")) {
            store.write(new Batch().put(Column.META, key(1), key(7)), false);
        }
        try (var store = at("again")) {
            assertArrayEquals(key(7), store.get(Column.META, key(1)));
        }
    }

    @Test
    void a_directory_in_use_is_refused_in_one_line() {
        try (var _ = at("used")) {
            var failure = assertThrows(StoreFailure.class, () -> at("used"));
            assertEquals(StoreFailure.Kind.IN_USE, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains("used is in use by another process"));
        }
    }

    @Test
    void a_directory_that_cannot_be_made_is_refused() throws IOException {
        var file = Files.createFile(directory.resolve("file"));
        var failure = assertThrows(StoreFailure.class, () -> RocksKeyValue.open(RocksConfig.in(file.resolve("below"))));
        assertEquals(StoreFailure.Kind.IO, failure.kind());
    }

    @Test
    void a_log_torn_by_a_crash_loses_whole_batches_only() throws IOException {
        for (int cut = 1; cut < 400; cut += 37) {
            var name = "torn" + cut;
            try (var store = at(name)) {
                for (int i = 1; i <= 20; i++)
                    store.write(new Batch().put(Column.META, key(1), key(i)).put(Column.KEYS, key(1), key(i)), true);
                copy(directory.resolve(name), directory.resolve(name + "-crashed"));
            }
            cutLog(directory.resolve(name + "-crashed"), cut);
            try (var store = at(name + "-crashed")) {
                byte[] left = store.get(Column.META, key(1));
                assertArrayEquals(left, store.get(Column.KEYS, key(1)));
            }
        }
    }

    private RocksKeyValue at(String name) {
        return RocksKeyValue.open(RocksConfig.in(directory.resolve(name)));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList())
                if (!file.getFileName().toString().equals("LOCK")) Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void cutLog(Path directory, int bytes) throws IOException {
        try (var files = Files.list(directory)) {
            var log = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
            try (var open = new RandomAccessFile(log.toFile(), "rw")) {
                open.setLength(Math.max(0, open.length() - bytes));
            }
        }
    }
}
