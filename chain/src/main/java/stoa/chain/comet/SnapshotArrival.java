// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.chain.abci.Request;
import stoa.chain.abci.Response.Apply;
import stoa.chain.abci.Response.ApplySnapshotChunk;
import stoa.chain.abci.Response.Offer;
import stoa.chain.parallel.Workers;
import stoa.chain.snapshot.Manifest;
import stoa.chain.snapshot.SnapshotFiles;
import stoa.chain.snapshot.SnapshotReader;
import stoa.chain.store.KeyValue;
import stoa.kit.log.Log;
import stoa.types.Hash;

/// A snapshot that peers hand over chunk by chunk. Nothing of it is believed: the manifest hashes to what was offered,
/// each chunk to what the manifest says, and the state they make to the application hash that CometBFT's light client
/// verified. A peer whose chunk is wrong is left out, and the chunk is asked for again.
final class SnapshotArrival {
    private static final Log LOG = Log.of(SnapshotArrival.class);
    /// A state of some 400 GB; more chunks than CometBFT takes.
    private static final int CHUNKS_MAX = 100_000;

    private final Path directory;
    private final KeyValue store;
    private final Hash genesis;
    private final Workers workers;
    private Request.@Nullable OfferSnapshot offer;
    private @Nullable Manifest manifest;
    private int next;
    private Optional<Long> restored = Optional.empty();

    SnapshotArrival(Path directory, KeyValue store, Hash genesis, Workers workers) {
        this.directory = directory;
        this.store = store;
        this.genesis = genesis;
        this.workers = workers;
    }

    /// The height of the snapshot that the store holds now.
    Optional<Long> restored() {
        return restored;
    }

    Offer offer(Request.OfferSnapshot request) {
        var snapshot = request.snapshot();
        if (snapshot.format() != SnapshotShelf.FORMAT) return Offer.REJECT_FORMAT;
        if (snapshot.height() < 1
                || snapshot.chunks() < 1
                || snapshot.chunks() > CHUNKS_MAX
                || snapshot.hash().length != Hash.BYTES
                || request.appHash().length != Hash.BYTES) return Offer.REJECT;
        try {
            SnapshotFiles.delete(directory);
        } catch (IOException failure) {
            LOG.error("the place for a snapshot cannot be cleared", failure);
            return Offer.ABORT;
        }
        offer = request;
        manifest = null;
        next = 0;
        return Offer.ACCEPT;
    }

    ApplySnapshotChunk apply(Request.ApplySnapshotChunk request) {
        var offered = offer;
        if (offered == null || request.index() != next) return answer(Apply.ABORT);
        try {
            if (request.index() == 0) {
                if (!SnapshotFiles.hash(request.chunk())
                        .equals(Hash.of(offered.snapshot().hash()))) return again(request);
                return begin(offered, request);
            }
            var known = manifest;
            if (known == null) return answer(Apply.ABORT);
            if (!SnapshotFiles.hash(request.chunk()).equals(known.chunks().get(next - 1))) return again(request);
            SnapshotFiles.writeChunk(directory, next - 1, request.chunk());
            next++;
            return next > known.chunks().size() ? finish(offered, known) : answer(Apply.ACCEPT);
        } catch (IOException failure) {
            LOG.error("a snapshot's chunk cannot be kept", failure);
            return answer(Apply.ABORT);
        }
    }

    private ApplySnapshotChunk begin(Request.OfferSnapshot offered, Request.ApplySnapshotChunk request)
            throws IOException {
        SnapshotFiles.writeManifest(directory, request.chunk());
        Manifest read;
        try {
            read = SnapshotReader.manifest(directory);
        } catch (IOException failure) {
            return reject(failure.getMessage());
        }
        if (read.height() != offered.snapshot().height()
                || read.chunks().size() + 1 != offered.snapshot().chunks()
                || !Arrays.equals(read.block().header().stateRoot().bytes(), offered.appHash()))
            return reject("it is not what was offered");
        manifest = read;
        next = 1;
        return read.chunks().isEmpty() ? finish(offered, read) : answer(Apply.ACCEPT);
    }

    private ApplySnapshotChunk finish(Request.OfferSnapshot offered, Manifest known) throws IOException {
        try {
            SnapshotReader.restore(
                    directory, store, genesis, Optional.of(known.block().hash()), workers);
        } catch (IOException failure) {
            return reject(failure.getMessage());
        }
        ConsensusKeys.of(offered.snapshot().metadata()).write(store);
        SnapshotFiles.delete(directory);
        restored = Optional.of(known.height());
        return answer(Apply.ACCEPT);
    }

    private ApplySnapshotChunk again(Request.ApplySnapshotChunk request) {
        LOG.warn("a peer's chunk of a snapshot was wrong", "chunk", request.index(), "peer", request.sender());
        return new ApplySnapshotChunk(
                Apply.RETRY,
                List.of(request.index()),
                request.sender().isEmpty() ? List.of() : List.of(request.sender()));
    }

    private ApplySnapshotChunk reject(@Nullable String why) {
        LOG.warn("a snapshot was rejected", "why", String.valueOf(why));
        return answer(Apply.REJECT_SNAPSHOT);
    }

    private static ApplySnapshotChunk answer(Apply result) {
        return new ApplySnapshotChunk(result, List.of(), List.of());
    }
}
