// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.until;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.abci.Request;
import stoa.chain.abci.Response;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.metrics.Metrics;
import stoa.types.Bytes;

/// A node that joins by a snapshot of its peers, who may lie. [ABC-8].
class StateSyncTest {
    private static final long EVERY = 10;

    @TempDir
    Path directory;

    private FakeComet comet;
    private FakeComet.Validator giver;
    private CometDriver joiner;
    private byte[] appHash;

    @BeforeEach
    void a_network_with_a_snapshot() throws Exception {
        comet = new FakeComet(1, directory).snapshots(EVERY);
        giver = comet.open(0, new MemoryKeyValue());
        var traffic = new Traffic(7, comet.net);
        for (int i = 0; i < EVERY; i++) {
            traffic.from(giver.chain);
            appHash = comet.block(traffic.next(40)).appHash();
        }
        until(() -> !giver.driver.listSnapshots().snapshots().isEmpty(), "a snapshot is made");
        joiner = comet.driver(new MemoryKeyValue(), Net.validatorKey(), "joiner", 0);
    }

    @AfterEach
    void close() {
        joiner.close();
        comet.close();
    }

    @Test
    void a_node_begins_with_a_snapshot_and_goes_on_with_the_same_hashes() throws Exception {
        var offered = offered();
        assertEquals(Response.Offer.ACCEPT, offer(offered, appHash));
        for (int i = 0; i < offered.chunks(); i++) assertEquals(Response.Apply.ACCEPT, apply(i, chunk(offered, i)));
        var info = joiner.info(new Request.Info("", ""));
        assertEquals(EVERY, info.lastHeight());
        assertArrayEquals(appHash, info.lastAppHash());
        assertEquals(Response.Offer.ABORT, offer(offered, appHash), "a ledger that began takes no other snapshot");
        try (var chain = Chain.over(joiner, new Metrics())) {
            var traffic = new Traffic(8, comet.net);
            for (int i = 0; i < 20; i++) {
                var proposer = comet.proposer();
                var items = comet.prepare(proposer, traffic.from(giver.chain).next(30))
                        .txs();
                var decided = new Request.FinalizeBlock(
                        items, List.of(), comet.next(), comet.timeSeconds(), proposer.address());
                assertArrayEquals(
                        giver.driver.finalizeBlock(decided).appHash(),
                        joiner.finalizeBlock(decided).appHash());
                giver.driver.commit();
                joiner.commit();
                comet.advance();
            }
            assertEquals(giver.chain.head().hash(), chain.head().hash());
        }
    }

    @Test
    void a_chunk_that_is_not_what_was_promised_is_asked_for_again_elsewhere() {
        var offered = offered();
        assertEquals(Response.Offer.ACCEPT, offer(offered, appHash));
        for (int i = 0; i < offered.chunks(); i++) {
            byte[] wrong = chunk(offered, i).clone();
            wrong[wrong.length / 2] ^= 1;
            var answer = joiner.applySnapshotChunk(new Request.ApplySnapshotChunk(i, wrong, "liar"));
            assertEquals(Response.Apply.RETRY, answer.result());
            assertEquals(List.of(i), answer.refetch());
            assertEquals(List.of("liar"), answer.rejectSenders());
            assertEquals(Response.Apply.ACCEPT, apply(i, chunk(offered, i)));
        }
        assertArrayEquals(appHash, joiner.info(new Request.Info("", "")).lastAppHash());
    }

    @Test
    void a_snapshot_whose_state_is_not_what_validators_signed_is_rejected() {
        var offered = offered();
        byte[] other = appHash.clone();
        other[0] ^= 1;
        assertEquals(Response.Offer.ACCEPT, offer(offered, other));
        assertEquals(Response.Apply.REJECT_SNAPSHOT, apply(0, chunk(offered, 0)));
        assertEquals(0, joiner.info(new Request.Info("", "")).lastHeight());
        assertEquals(Response.Offer.ACCEPT, offer(offered, appHash), "the next offer is looked at afresh");
    }

    @Test
    void what_nobody_could_restore_is_not_even_begun() {
        var offered = offered();
        assertEquals(Response.Offer.REJECT_FORMAT, offer(with(offered, 2, offered.chunks()), appHash));
        assertEquals(Response.Offer.REJECT, offer(with(offered, 1, 0), appHash));
        assertEquals(Response.Offer.REJECT, offer(with(offered, 1, Integer.MAX_VALUE), appHash));
        assertEquals(Response.Offer.REJECT, offer(offered, Bytes.EMPTY));
        assertEquals(Response.Apply.ABORT, apply(0, Bytes.EMPTY));
        assertEquals(Response.Offer.ACCEPT, offer(with(offered, 1, offered.chunks() + 1), appHash));
        assertEquals(Response.Apply.REJECT_SNAPSHOT, apply(0, chunk(offered, 0)), "not as many chunks as offered");
    }

    @Test
    void only_the_newest_snapshots_are_kept_and_others_are_not_there() {
        until(
                () -> {
                    comet.block(List.of());
                    return heights().size() == 2 && heights().getLast() > EVERY;
                },
                "the first snapshot made room");
        long newest = heights().getFirst();
        assertEquals(0, newest % EVERY);
        assertEquals(0, bytes(EVERY, 1, 0), "gone");
        assertEquals(0, bytes(newest, 1, 9_999), "a chunk it does not have");
        assertEquals(0, bytes(newest, 2, 0), "a format we do not write");
        assertEquals(0, bytes(-1, 1, -1));
        assertTrue(bytes(newest, 1, 0) > 0);
    }

    private List<Long> heights() {
        return giver.driver.listSnapshots().snapshots().stream()
                .map(Request.Snapshot::height)
                .toList();
    }

    private int bytes(long height, int format, int chunk) {
        return giver.driver
                .loadSnapshotChunk(new Request.LoadSnapshotChunk(height, format, chunk))
                .chunk()
                .length;
    }

    private Request.Snapshot offered() {
        return giver.driver.listSnapshots().snapshots().getFirst();
    }

    private static Request.Snapshot with(Request.Snapshot snapshot, int format, int chunks) {
        return new Request.Snapshot(snapshot.height(), format, chunks, snapshot.hash(), snapshot.metadata());
    }

    private Response.Offer offer(Request.Snapshot snapshot, byte[] hash) {
        return joiner.offerSnapshot(new Request.OfferSnapshot(snapshot, hash)).result();
    }

    private byte[] chunk(Request.Snapshot snapshot, int index) {
        return giver.driver
                .loadSnapshotChunk(new Request.LoadSnapshotChunk(snapshot.height(), snapshot.format(), index))
                .chunk();
    }

    private Response.Apply apply(int index, byte[] chunk) {
        return joiner.applySnapshotChunk(new Request.ApplySnapshotChunk(index, chunk, "peer"))
                .result();
    }
}
