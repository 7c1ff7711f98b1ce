// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import stoa.chain.Foundation;
import stoa.chain.abci.Request;
import stoa.chain.snapshot.SnapshotFiles;
import stoa.chain.snapshot.SnapshotWriter;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.StoreFailure;
import stoa.kit.io.AtomicFile;
import stoa.kit.log.Log;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;

/// The snapshots we offer to nodes that join: one directory each, named by its height, made while blocks go on. The
/// manifest travels as chunk 0, the state's chunks follow; the consensus keys are the metadata.
final class SnapshotShelf implements AutoCloseable {
    static final int FORMAT = 1;

    private static final Log LOG = Log.of(SnapshotShelf.class);
    private static final String KEYS = "consensus-keys";
    private static final String UNFINISHED = ".part";

    private final CometConfig config;
    private final Hash genesisHash;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Thread maker;

    SnapshotShelf(CometConfig config, Hash genesisHash) {
        this.config = config;
        this.genesisHash = genesisHash;
    }

    /// Begins a snapshot if it is time for one and none is being made. Never waits.
    void committed(Foundation base, CommittedBlock block) {
        if (config.snapshotEvery() == 0 || block.height() % config.snapshotEvery() != 0) return;
        if (!busy.compareAndSet(false, true)) return;
        try {
            var pin = base.states().pin(block.height());
            maker = Thread.ofVirtual().name("snapshot").start(() -> {
                try (pin) {
                    make(base, block);
                } finally {
                    busy.set(false);
                }
            });
        } catch (HeightUnavailable _) {
            busy.set(false);
        }
    }

    private void make(Foundation base, CommittedBlock block) {
        var whole = config.snapshots().resolve(Long.toString(block.height()));
        var part = config.snapshots().resolve(block.height() + UNFINISHED);
        try {
            if (Files.exists(whole)) return;
            SnapshotFiles.delete(part);
            var state = base.states().at(block.height());
            SnapshotWriter.write(state, block, genesisHash, part);
            AtomicFile.writePrivate(
                    part.resolve(KEYS), ConsensusKeys.read(base.store()).joined());
            Files.move(part, whole);
            var heights = heights();
            for (int i = config.snapshotsKept(); i < heights.size(); i++)
                SnapshotFiles.delete(config.snapshots().resolve(Long.toString(heights.get(i))));
            LOG.info("a snapshot was made", "height", block.height());
        } catch (IOException | UncheckedIOException | StoreFailure failure) {
            LOG.error("no snapshot was made", failure, "height", block.height());
        }
    }

    /// What we offer, the newest first; a directory that cannot be read is left out.
    List<Request.Snapshot> list() {
        var snapshots = new ArrayList<Request.Snapshot>();
        for (long height : heights()) {
            var directory = config.snapshots().resolve(Long.toString(height));
            try {
                byte[] manifest = SnapshotFiles.manifest(directory);
                snapshots.add(new Request.Snapshot(
                        height,
                        FORMAT,
                        1 + SnapshotFiles.chunks(directory),
                        SnapshotFiles.hash(manifest).bytes(),
                        Files.readAllBytes(directory.resolve(KEYS))));
            } catch (IOException failure) {
                LOG.debug("a snapshot cannot be offered", "directory", directory, "why", failure.getMessage());
            }
        }
        return snapshots;
    }

    /// Empty when we do not have it.
    byte[] chunk(long height, int format, int chunk) {
        if (format != FORMAT || height < 0 || chunk < 0) return Bytes.EMPTY;
        var directory = config.snapshots().resolve(Long.toString(height));
        try {
            return chunk == 0 ? SnapshotFiles.manifest(directory) : SnapshotFiles.chunk(directory, chunk - 1);
        } catch (IOException _) {
            return Bytes.EMPTY;
        }
    }

    /// The newest first.
    private List<Long> heights() {
        if (!Files.isDirectory(config.snapshots())) return List.of();
        try (var entries = Files.list(config.snapshots())) {
            return entries.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> name.matches("[0-9]{1,18}"))
                    .map(Long::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException failure) {
            LOG.debug("the snapshots cannot be listed", "why", failure.getMessage());
            return List.of();
        }
    }

    @Override
    public void close() {
        var thread = maker;
        if (thread == null) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
