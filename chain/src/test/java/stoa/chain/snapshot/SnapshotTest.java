// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.Unclosing;
import stoa.chain.Waiting;
import stoa.chain.parallel.Workers;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.KeyValue;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.crypto.Digests;
import stoa.types.Hash;

class SnapshotTest {
    @TempDir
    Path directory;

    private final Net net = Net.local();
    private final Workers workers = Workers.start("test");
    private final Chain chain = net.open(new MemoryKeyValue());
    private final Hash genesis = net.genesis().hash(Digests.INSTANCE);

    @AfterEach
    void close() {
        chain.close();
        workers.close();
    }

    @Test
    void a_ledger_begun_with_a_snapshot_goes_on_from_there() throws IOException {
        traffic(1);
        var manifest = chain.snapshot(directory.resolve("copy"));
        var store = new MemoryKeyValue();
        SnapshotReader.restore(
                directory.resolve("copy"),
                store,
                genesis,
                Optional.of(manifest.block().hash()),
                workers);
        try (var restored = net.open(new Unclosing(store))) {
            assertTrue(restored.head().height() >= manifest.height());
            assertEquals(
                    manifest.block().header().stateRoot(),
                    restored.state(manifest.height()).root());
            assertEquals(Net.obol(chain, "ann"), Net.obol(restored, "ann"));
            done(restored, net.pay("ann", Net.nonce(restored, "ann"), "zoe", 42));
            assertEquals(42, Net.obol(restored, "zoe"));
            assertThrows(HeightUnavailable.class, () -> restored.block(0));
            assertThrows(HeightUnavailable.class, () -> restored.subscribe("early", 0, _ -> {}));
            var scratch = new MemoryKeyValue();
            SnapshotReader.restore(directory.resolve("copy"), scratch, genesis, Optional.empty(), workers);
            var report = restored.replay(scratch, _ -> {});
            assertEquals(Optional.empty(), report.difference());
            assertEquals(manifest.height(), report.from());
        }
    }

    @Test
    void a_snapshot_is_of_one_height_though_the_chain_runs_on() throws Exception {
        traffic(2);
        var more = Thread.ofVirtual().start(() -> traffic(3));
        var manifest = chain.snapshot(directory.resolve("running"));
        more.join();
        var store = new MemoryKeyValue();
        SnapshotReader.restore(directory.resolve("running"), store, genesis, Optional.empty(), workers);
        assertTrue(manifest.height() <= chain.head().height());
    }

    @Test
    void a_damaged_snapshot_is_refused_and_leaves_the_store_empty() throws IOException {
        traffic(4);
        var copy = directory.resolve("copy");
        chain.snapshot(copy);
        var store = new MemoryKeyValue();
        damaged(copy.resolve("chunk-00000000"), () -> refused(copy, store, "chunk 0 is damaged"));
        damaged(copy.resolve("manifest"), () -> refused(copy, store, "manifest"));
        Files.move(copy.resolve("manifest"), copy.resolve("away"));
        assertThrows(IOException.class, () -> SnapshotReader.restore(copy, store, genesis, Optional.empty(), workers));
        Files.move(copy.resolve("away"), copy.resolve("manifest"));
        SnapshotReader.restore(copy, store, genesis, Optional.empty(), workers);
        refused(copy, store, "holds a ledger already");
    }

    @Test
    void another_networks_snapshot_and_an_untrusted_block_are_refused() throws IOException {
        var copy = directory.resolve("copy");
        chain.snapshot(copy);
        var other = Net.other().genesis().hash(Digests.INSTANCE);
        var foreign = assertThrows(
                IOException.class,
                () -> SnapshotReader.restore(copy, new MemoryKeyValue(), other, Optional.empty(), workers));
        assertTrue(foreign.getMessage().contains("another network"), foreign.getMessage());
        var untrusted = assertThrows(
                IOException.class,
                () -> SnapshotReader.restore(copy, new MemoryKeyValue(), genesis, Optional.of(Hash.ZERO), workers));
        assertTrue(untrusted.getMessage().contains("not the trusted one"), untrusted.getMessage());
    }

    @Test
    void a_manifest_that_lies_about_its_state_is_refused() throws IOException {
        traffic(5);
        var copy = directory.resolve("copy");
        var manifest = chain.snapshot(copy);
        traffic(6);
        var later = chain.head();
        var lie = new Manifest(genesis, later, manifest.entries(), manifest.chunks());
        Files.write(copy.resolve("manifest"), lie.encode());
        var store = new MemoryKeyValue();
        refused(copy, store, "does not have its block's root");
        Files.write(copy.resolve("manifest"), manifest.encode());
        SnapshotReader.restore(copy, store, genesis, Optional.empty(), workers);
        try (var restored = net.open(store)) {
            assertEquals(
                    manifest.block().header().stateRoot(),
                    restored.state(manifest.height()).root());
        }
    }

    @Test
    void a_directory_with_something_in_it_is_not_written_to() throws IOException {
        Files.createFile(directory.resolve("mine"));
        assertThrows(IOException.class, () -> chain.snapshot(directory));
    }

    private void traffic(long seed) {
        var traffic = new Traffic(seed, net).from(chain);
        Hash last = Hash.ZERO;
        for (byte[] raw : traffic.next(60)) last = Waiting.taken(chain, raw);
        done(chain, last);
    }

    private void refused(Path copy, KeyValue store, String words) {
        var refusal = assertThrows(
                IOException.class, () -> SnapshotReader.restore(copy, store, genesis, Optional.empty(), workers));
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }

    private static void damaged(Path file, Runnable meanwhile) throws IOException {
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(file, bad);
        meanwhile.run();
        Files.write(file, good);
    }
}
