// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateConfig;
import stoa.chain.state.StateStore;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.MemoryKeyValue;
import stoa.chain.store.RocksConfig;
import stoa.chain.store.RocksKeyValue;
import stoa.kit.crypto.Digests;
import stoa.protocol.Protocol;
import stoa.types.Hex;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.SeedSignature;

/// The same blocks over every kind of store leave the same bytes.
class EqualityTest {
    @TempDir
    Path directory;

    private final Net net = Net.local();

    @Test
    void the_store_on_disk_and_its_twin_in_memory_hold_the_same_after_random_blocks() {
        long seed = System.nanoTime();
        try (var workers = Workers.start("test");
                var memory = new MemoryKeyValue();
                var rocks = RocksKeyValue.open(RocksConfig.in(directory))) {
            var stores = List.of(new Ledger(memory, workers), new Ledger(rocks, workers));
            var random = new Random(seed);
            var traffic = new Traffic(seed, net);
            long seconds = Net.START;
            for (int height = 1; height <= 25; height++) {
                seconds += random.nextInt(8);
                var raws = traffic.next(random.nextInt(60));
                var blocks = new ArrayList<CommittedBlock>();
                for (var ledger : stores) blocks.add(ledger.block(height, seconds, raws));
                assertArrayEquals(blocks.get(0).encode(), blocks.get(1).encode(), "seed " + seed);
            }
            for (var column : Column.values())
                assertEquals(content(memory, column), content(rocks, column), column + ", seed " + seed);
        }
    }

    private final class Ledger {
        private final Decoders decoders;
        private final StateStore states;
        private final BlockExecutor executor;
        private final Protocol protocol = Protocol.of(Digests.INSTANCE, net.genesis());
        private CommittedBlock newest;

        Ledger(KeyValue store, Workers workers) {
            decoders = new Decoders(net.genesis(), workers);
            states = StateStore.open(store, new StateConfig(10, false, 1 << 20), workers);
            executor = new BlockExecutor(store, states, protocol, net.genesis());
            var genesis = executor.executeGenesis();
            executor.commit(genesis);
            newest = genesis.block();
        }

        CommittedBlock block(long height, long seconds, List<byte[]> raws) {
            var signature = SeedSignature.of(Net.validatorKey().sign(protocol.seedMessage(states.newest())));
            var proposal =
                    new Proposal(height, seconds, Net.address("validator"), signature, decoders.decodeCommitted(raws));
            var executed = executor.execute(proposal, newest);
            executor.commit(executed);
            while (states.prune()) {}
            newest = executed.block();
            return newest;
        }
    }

    private static List<String> content(KeyValue store, Column column) {
        var content = new ArrayList<String>();
        store.scan(
                column,
                new byte[0],
                new byte[0],
                (key, value) -> content.add(Hex.encode(key) + "=" + Hex.encode(value)));
        return content;
    }
}
