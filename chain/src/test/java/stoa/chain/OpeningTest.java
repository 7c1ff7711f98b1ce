// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.solo.BlockClock;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.MemoryKeyValue;
import stoa.chain.store.RocksConfig;
import stoa.chain.store.RocksKeyValue;
import stoa.chain.store.StoreFailure;
import stoa.kit.crypto.Bls;
import stoa.kit.metrics.Metrics;
import stoa.types.Bytes;
import stoa.types.codec.Utf8;

/// What a data directory is refused for, and in which words.
class OpeningTest {
    @TempDir
    Path directory;

    private final Net net = Net.local();

    @Test
    void a_ledger_closed_and_opened_again_goes_on() {
        long height;
        try (var chain = Chain.open(net.config(directory), new Metrics())) {
            done(chain, net.pay("ann", 0, "zoe", 10));
            height = chain.head().height();
        }
        try (var chain = Chain.open(net.config(directory), new Metrics())) {
            assertTrue(chain.head().height() >= height);
            assertEquals(10, Net.obol(chain, "zoe"));
            done(chain, net.pay("ann", 1, "zoe", 5));
            assertEquals(15, Net.obol(chain, "zoe"));
            assertEquals(
                    Optional.empty(),
                    chain.replay(new MemoryKeyValue(), _ -> {}).difference());
        }
    }

    @Test
    void the_data_of_another_network_are_refused() {
        var store = begun();
        var failure = assertThrows(StoreFailure.class, () -> Net.other().open(store));
        assertEquals(StoreFailure.Kind.FOREIGN, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("belong to the network with genesis 0x"));
    }

    @Test
    void data_of_a_newer_and_of_an_older_format_are_refused() {
        for (long version : new long[] {2, 0}) {
            var store = begun();
            store.write(new Batch().put(Column.META, Utf8.encode("format"), Bytes.ofLong(version)), true);
            var failure = assertThrows(StoreFailure.class, () -> net.open(store));
            assertEquals(StoreFailure.Kind.FOREIGN, failure.kind());
            assertTrue(String.valueOf(failure.getMessage())
                    .contains(version == 2 ? "use the newer program" : "no longer reads"));
        }
    }

    @Test
    void a_directory_in_use_is_refused() {
        try (var _ = RocksKeyValue.open(RocksConfig.in(directory))) {
            var failure = assertThrows(StoreFailure.class, () -> Chain.open(net.config(directory), new Metrics()));
            assertEquals(StoreFailure.Kind.IN_USE, failure.kind());
        }
    }

    @Test
    void a_validator_key_that_is_not_the_genesis_is_refused() {
        var config = net.config();
        var wrong = new ChainConfig(
                config.genesis(),
                Bls.Key.generate(),
                config.store(),
                config.state(),
                config.block(),
                config.mempool(),
                config.pace());
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Chain.over(new MemoryKeyValue(), wrong, new Metrics(), BlockClock.system()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("use the key this network was made with"));
    }

    @Test
    void damaged_data_are_refused() {
        refused("the newest block 1 is missing", store -> store.remove(Column.BLOCKS, Bytes.ofLong(1)));
        refused("block 0 is missing", store -> store.remove(Column.BLOCKS, Bytes.ofLong(0)));
        refused("the state of height 1 is damaged", store -> store.damage(Column.PAGES));
        refused("the newest block 1 ", store -> store.damage(Column.BLOCKS));
    }

    /// What a test does to a closed store.
    private record Vandal(KeyValue store) {
        void remove(Column column, byte[] key) {
            store.write(new Batch().remove(column, key), true);
        }

        /// Flips a bit in the middle of the newest entry.
        void damage(Column column) {
            var entries = new ArrayList<Batch.Write>();
            store.scan(
                    column, new byte[0], new byte[0], (key, value) -> entries.add(new Batch.Write(column, key, value)));
            var newest = entries.getLast();
            byte[] value = store.get(column, newest.key()).clone();
            value[20] ^= 1;
            store.write(new Batch().put(column, newest.key(), value), true);
        }
    }

    private void refused(String words, Consumer<Vandal> damage) {
        var store = begun();
        damage.accept(new Vandal(store));
        var failure = assertThrows(StoreFailure.class, () -> net.open(store));
        assertEquals(StoreFailure.Kind.CORRUPT, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    }

    /// A store with the genesis block and one more, closed.
    private KeyValue begun() {
        var store = new MemoryKeyValue();
        try (var chain = net.open(new Unclosing(store))) {
            done(chain, net.pay("ann", 0, "bob", 10));
        }
        return store;
    }
}
