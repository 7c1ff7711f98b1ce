// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import stoa.chain.block.BlockStore;
import stoa.chain.block.DataFormat;
import stoa.chain.block.Decoders;
import stoa.chain.parallel.Workers;
import stoa.chain.snapshot.Manifest;
import stoa.chain.snapshot.Replay;
import stoa.chain.snapshot.SnapshotReader;
import stoa.chain.snapshot.SnapshotWriter;
import stoa.chain.state.StateConfig;
import stoa.chain.state.StateStore;
import stoa.chain.store.RocksConfig;
import stoa.chain.store.RocksKeyValue;
import stoa.kit.crypto.Digests;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;

/// The ledger of a network that does not run: its store without the driver, so that looking at it adds no block.
/// Whoever
/// opens it holds the data directory's lock.
public final class StoppedChain implements AutoCloseable {
    private final Genesis genesis;
    private final Hash genesisHash;
    private final RocksKeyValue store;
    private final Workers workers = Workers.start("stopped-chain");
    private final BlockStore blocks;
    private final StateStore states;

    private StoppedChain(Genesis genesis, RocksKeyValue store) {
        this.genesis = genesis;
        this.genesisHash = genesis.hash(Digests.INSTANCE);
        this.store = store;
        DataFormat.require(store, genesisHash);
        this.blocks = new BlockStore(store);
        this.states = StateStore.open(store, StateConfig.DEFAULT, workers);
    }

    /// @throws Home.Unusable when there is no ledger in this directory
    public static StoppedChain open(Home home) throws IOException {
        if (!Files.exists(home.genesis()) || !Files.isDirectory(home.chain()))
            throw new Home.Unusable(
                    "there is no ledger in " + home.dir() + ": name the --data of a network that ran before");
        var chain = over(GenesisFile.read(home.genesis()), home.chain());
        if (chain.height() >= 0) return chain;
        chain.close();
        throw new Home.Unusable("the ledger in " + home.dir() + " has no block yet");
    }

    private static StoppedChain over(Genesis genesis, Path directory) {
        var store = RocksKeyValue.open(RocksConfig.in(directory));
        try {
            return new StoppedChain(genesis, store);
        } catch (RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
    }

    /// Fills an empty directory's ledger from a snapshot.
    ///
    /// @param trusted the hash its block must have; empty to trust whoever made the snapshot
    public static Manifest restore(Home home, Path snapshot, Optional<Hash> trusted) throws IOException {
        var genesis = GenesisFile.read(home.genesis());
        try (var workers = Workers.start("restore");
                var store = RocksKeyValue.open(RocksConfig.in(home.chain()))) {
            return SnapshotReader.restore(snapshot, store, genesis.hash(Digests.INSTANCE), trusted, workers);
        }
    }

    /// Of the newest block; −1 in an empty store.
    public long height() {
        return states.height();
    }

    /// Of the first block that is here: 0, or the snapshot's with which the ledger began.
    public long oldest() {
        return blocks.oldest().orElse(0);
    }

    public Hash genesisHash() {
        return genesisHash;
    }

    public List<CommittedBlock> blocks(long from, int most) {
        var out = new ArrayList<CommittedBlock>();
        for (long height = from; height <= height() && out.size() < most; height++)
            out.add(blocks.get(height, height()));
        return out;
    }

    /// Writes the newest state and block to a new directory.
    public Manifest snapshot(Path directory) throws IOException {
        return SnapshotWriter.write(states.at(height()), blocks.get(height(), height()), genesisHash, directory);
    }

    /// Executes all blocks again in a scratch directory and compares.
    ///
    /// @param from the snapshot this ledger began with; empty when it began with the genesis block
    public Replay.Report replay(Path scratch, Optional<Path> from, LongConsumer progress) throws IOException {
        try (var fresh = RocksKeyValue.open(RocksConfig.in(scratch))) {
            if (from.isPresent()) SnapshotReader.restore(from.get(), fresh, genesisHash, Optional.empty(), workers);
            return new Replay(blocks, height(), genesis, new Decoders(genesis, workers), workers).run(fresh, progress);
        }
    }

    @Override
    public void close() {
        store.close();
        workers.close();
    }
}
