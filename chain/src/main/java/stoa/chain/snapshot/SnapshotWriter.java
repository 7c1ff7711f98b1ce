// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import stoa.chain.state.CommittedState;
import stoa.kit.crypto.Digests;
import stoa.kit.io.AtomicFile;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.codec.Writer;
import stoa.types.state.StateKey;

/// Writes one height's state as chunks of a few megabytes, in the order of the tree, and then the manifest. Holds one
/// chunk in memory. The height must stay readable meanwhile.
public final class SnapshotWriter {
    static final int CHUNK_BYTES = 4 << 20;

    private final Path directory;
    private final List<Hash> chunks = new ArrayList<>();
    private Writer chunk = new Writer(CHUNK_BYTES);
    private int chunkBytes;
    private long entries;

    private SnapshotWriter(Path directory) {
        this.directory = directory;
    }

    /// @param directory is made; one that exists and is not empty is refused
    public static Manifest write(CommittedState state, CommittedBlock block, Hash genesis, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.list(directory)) {
            if (files.findAny().isPresent())
                throw new IOException(directory + " is not empty; name a new directory for the snapshot");
        }
        var writer = new SnapshotWriter(directory);
        try {
            state.forEach((key, value) -> {
                writer.add(key, value);
                return true;
            });
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "the snapshot could not be written: " + e.getCause().getMessage(), e.getCause());
        }
        writer.finishChunk();
        var manifest = new Manifest(genesis, block, writer.entries, writer.chunks);
        AtomicFile.writePrivate(directory.resolve(Manifest.FILE), manifest.encode());
        return manifest;
    }

    private void add(StateKey key, byte[] value) {
        chunk.u8(key.table() & 0xff).bytes(key.key()).bytes(value);
        chunkBytes += key.key().length + value.length + 10;
        entries++;
        if (chunkBytes >= CHUNK_BYTES) finishChunkUnchecked();
    }

    private void finishChunkUnchecked() {
        try {
            finishChunk();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finishChunk() throws IOException {
        if (chunkBytes == 0) return;
        byte[] bytes = chunk.toBytes();
        AtomicFile.writePrivate(Manifest.chunk(directory, chunks.size()), bytes);
        chunks.add(Digests.INSTANCE.sha256(bytes));
        chunk = new Writer(CHUNK_BYTES);
        chunkBytes = 0;
    }
}
