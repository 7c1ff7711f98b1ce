// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.chain.block.BlockStore;
import stoa.chain.block.DataFormat;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateConfig;
import stoa.chain.state.StateStore;
import stoa.chain.store.Batch;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Digests;
import stoa.protocol.Changes;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.state.StateKey;

/// Begins a ledger with a snapshot. Nothing counts until the last write, which comes after the rebuilt tree has the
/// root that the snapshot's block names; until then the store still counts as empty.
public final class SnapshotReader {
    private SnapshotReader() {}

    /// What a snapshot says of itself, its own hash checked.
    public static Manifest manifest(Path directory) throws IOException {
        try {
            return Manifest.parse(Files.readAllBytes(directory.resolve(Manifest.FILE)));
        } catch (Malformed malformed) {
            throw new IOException(directory + ": " + malformed.getMessage(), malformed);
        }
    }

    /// Fills an empty store. An `IOException` names what is wrong with the snapshot, in one line; the store is as good
    /// as empty then.
    ///
    /// @param trusted hash of the snapshot's block, from somebody you trust; without it you trust whoever made the
    ///     snapshot
    public static Manifest restore(
            Path directory, KeyValue store, Hash genesis, Optional<Hash> trusted, Workers workers) throws IOException {
        if (!DataFormat.isEmpty(store))
            throw new IOException("the data directory holds a ledger already; restore into an empty one");
        var manifest = manifest(directory);
        var block = manifest.block();
        check(
                manifest.genesis().equals(genesis),
                directory,
                "it is of another network, with genesis " + manifest.genesis());
        check(
                block.header().hash(Digests.INSTANCE).equals(block.hash()),
                directory,
                "its block does not hash to its name");
        if (trusted.isPresent())
            check(
                    block.hash().equals(trusted.get()),
                    directory,
                    "its block is " + block.hash() + ", not the trusted one");
        var loader = StateStore.open(store, StateConfig.DEFAULT, workers).loader(block.height());
        long entries = 0;
        for (int i = 0; i < manifest.chunks().size(); i++) {
            byte[] bytes = Files.readAllBytes(Manifest.chunk(directory, i));
            check(
                    Digests.INSTANCE.sha256(bytes).equals(manifest.chunks().get(i)),
                    directory,
                    "chunk " + i + " is damaged");
            var writes = writes(directory, bytes);
            entries += writes.size();
            loader.add(new Changes(writes));
        }
        check(entries == manifest.entries(), directory, "it holds " + entries + " entries, not " + manifest.entries());
        check(loader.root().equals(block.header().stateRoot()), directory, "its state does not have its block's root");
        var batch = new Batch();
        loader.finish(batch);
        DataFormat.put(batch, genesis);
        new BlockStore(store).putOldest(batch, block);
        store.write(batch, true);
        return manifest;
    }

    private static List<Changes.Write> writes(Path directory, byte[] bytes) throws IOException {
        try {
            return Reader.parse(bytes, in -> {
                var writes = new ArrayList<Changes.Write>();
                while (in.remaining() > 0)
                    writes.add(new Changes.Write(new StateKey((byte) in.u8(), in.bytes()), in.bytes()));
                return writes;
            });
        } catch (Malformed malformed) {
            throw new IOException(directory + ": " + malformed.getMessage(), malformed);
        }
    }

    private static void check(boolean holds, Path directory, String what) throws IOException {
        if (!holds) throw new IOException("the snapshot in " + directory + " cannot be used: " + what);
    }
}
