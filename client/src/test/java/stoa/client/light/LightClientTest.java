// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.chain.StateEntry;
import stoa.types.merkle.Ics23;
import stoa.types.merkle.StateTree;
import stoa.types.state.Tables;

/// A reader who trusts one header and nobody.
class LightClientTest {
    private static final Duration PERIOD = Duration.ofDays(1);

    // ── headers that the real CometBFT made ──

    @Test
    void headers_of_the_real_comet_hash_and_verify() throws Exception {
        var source = Recorded.load();
        var first = source.at(1).header();
        var client = LightClient.from(first.chainId(), 1, first.hash(), source, PERIOD, () -> first.time()
                .plusSeconds(60));
        for (long height = 2; height <= source.newest(); height++)
            assertEquals(height, client.header(height).height());
        assertEquals(source.newest(), client.newest().height());
    }

    @Test
    void a_real_header_far_ahead_is_vouched_for_by_the_validators_of_the_first() throws Exception {
        var source = Recorded.load();
        var first = source.at(1).header();
        var client = LightClient.from(first.chainId(), 1, first.hash(), source, PERIOD, () -> first.time()
                .plusSeconds(60));
        assertEquals(source.newest(), client.header(source.newest()).height());
        assertEquals(3, source.asked, "the first twice, the last once, and nothing in between");
    }

    @Test
    void headers_below_the_trusted_one_are_bound_by_hashes() throws Exception {
        var source = Recorded.load();
        var last = source.at(source.newest()).header();
        var client = LightClient.from(last.chainId(), last.height(), last.hash(), source, PERIOD, () -> last.time()
                .plusSeconds(1));
        assertArrayEquals(source.at(2).header().appHash(), client.header(2).appHash());
    }

    @Test
    void a_real_header_with_one_byte_changed_is_not_trusted() throws Exception {
        var source = Recorded.load();
        var first = source.at(1);
        byte[] other = source.at(2).header().appHash().clone();
        other[0] ^= 1;
        source.replace(
                2,
                block -> new LightBlock(
                        FakeHeaders.with(block.header(), other),
                        block.commit(),
                        block.validators(),
                        block.nextValidators()));
        var client = LightClient.from(
                first.header().chainId(), 1, first.header().hash(), source, PERIOD, () -> first.header()
                        .time()
                        .plusSeconds(60));
        assertThrows(Distrust.class, () -> client.header(2));
        assertEquals(3, client.header(3).height(), "the others are as good as before");
    }

    // ── validators that change ──

    @Test
    void validators_who_all_changed_are_reached_half_way_by_half_way() {
        var source = new FakeHeaders(64, 4, 1); // one of four is replaced in every block
        var client = client(source, 1);
        assertEquals(64, client.header(64).height());
        assertTrue(source.asked > 3 && source.asked < 64, source.asked + " headers were asked for");
    }

    @Test
    void validators_who_are_all_replaced_at_once_are_followed_step_by_step_only() {
        var source = new FakeHeaders(8, 4, 4);
        assertEquals(8, client(source, 1).header(8).height());
    }

    @Test
    void a_header_signed_by_two_thirds_or_less_is_not_trusted() {
        var source = new FakeHeaders(4, 6, 0);
        source.silence(3, 2); // four of six sign: exactly two thirds
        var client = client(source, 1);
        assertThrows(Distrust.class, () -> client.header(3));
        source.silence(3, 1);
        assertEquals(3, client.header(3).height());
    }

    @Test
    void strangers_who_sign_a_header_of_their_own_are_not_trusted() {
        var source = new FakeHeaders(4, 4, 0);
        var client = client(source, 1);
        source.forge(3);
        assertThrows(Distrust.class, () -> client.header(3));
        source.forge(2);
        var other = client(source, 1);
        assertThrows(Distrust.class, () -> other.header(2));
    }

    @Test
    void one_vote_counts_once() {
        var source = new FakeHeaders(4, 4, 0);
        source.silence(3, 3);
        source.repeatVotes(3);
        var client = client(source, 1);
        assertThrows(Distrust.class, () -> client.header(3));
    }

    // ── time ──

    @Test
    void trust_ends_with_its_period() {
        var source = new FakeHeaders(4, 4, 0);
        var now = new Instant[] {source.at(1).header().time().plusSeconds(10)};
        var hash = source.at(1).header().hash();
        var client = LightClient.from(FakeHeaders.CHAIN, 1, hash, source, PERIOD, () -> now[0]);
        now[0] = source.at(1).header().time().plus(PERIOD);
        assertThrows(Distrust.class, () -> client.header(2));
        assertThrows(Distrust.class, () -> LightClient.from(FakeHeaders.CHAIN, 1, hash, source, PERIOD, () -> now[0]));
    }

    @Test
    void a_header_from_the_future_is_not_trusted() {
        var source = new FakeHeaders(4, 4, 0);
        var client =
                LightClient.from(FakeHeaders.CHAIN, 1, source.at(1).header().hash(), source, PERIOD, () -> source.at(1)
                        .header()
                        .time()
                        .minusSeconds(60));
        assertThrows(Distrust.class, () -> client.header(3));
    }

    // ── what it is trusted with ──

    @Test
    void another_header_or_another_network_than_the_trusted_one_is_refused() {
        var source = new FakeHeaders(4, 4, 0);
        var time = source.at(1).header().time();
        assertThrows(
                Distrust.class, () -> LightClient.from(FakeHeaders.CHAIN, 1, Hash.ZERO, source, PERIOD, () -> time));
        assertThrows(
                Distrust.class,
                () -> LightClient.from("another", 1, source.at(1).header().hash(), source, PERIOD, () -> time));
    }

    @Test
    void validators_that_are_not_those_of_the_header_are_refused() {
        var source = new FakeHeaders(4, 4, 0);
        source.strangersAsValidators(2);
        var client = client(source, 1);
        assertThrows(Distrust.class, () -> client.header(2));
    }

    // ── entries ──

    @Test
    void an_entry_is_proven_under_the_next_header_or_not_at_all() {
        var key = Tables.ACCOUNTS.key(Address.of(new byte[20]));
        byte[] value = {1, 2, 3};
        var path = key.path(Digests.INSTANCE);
        var root = StateTree.leafHash(Digests.INSTANCE, path, value);
        byte[] proof = new Ics23.Existence(path, value, List.of()).toBytes();
        var source = new FakeHeaders(4, 4, 0);
        source.appHash(3, root);
        var client = client(source, 1);
        assertArrayEquals(
                value,
                client.prove(new StateEntry(key, Optional.of(value), 2, root, proof))
                        .orElseThrow());
        var wrong = new StateEntry(key, Optional.of(new byte[] {9}), 2, root, proof);
        assertThrows(Distrust.class, () -> client.prove(wrong), "another value");
        var elsewhere = new StateEntry(key, Optional.of(value), 1, root, proof);
        assertThrows(Distrust.class, () -> client.prove(elsewhere), "another height");
        var absent = new StateEntry(key, Optional.empty(), 2, root, proof);
        assertThrows(Distrust.class, () -> client.prove(absent), "said to be absent");
        var noise = new StateEntry(key, Optional.of(value), 2, root, new byte[] {1});
        assertThrows(Distrust.class, () -> client.prove(noise), "no proof");
    }

    private static LightClient client(FakeHeaders source, long height) {
        var last = source.at(source.newest()).header().time().plusSeconds(1);
        var client = LightClient.from(
                FakeHeaders.CHAIN, height, source.at(height).header().hash(), source, PERIOD, () -> last);
        source.asked = 0;
        return client;
    }

    /// What `docs/network.md`'s network of four said, once.
    private static final class Recorded implements HeaderSource {
        private final java.util.TreeMap<Long, LightBlock> blocks = new java.util.TreeMap<>();
        private int asked;

        static Recorded load() throws java.io.IOException {
            var recorded = new Recorded();
            try (var in = LightClientTest.class.getResourceAsStream("/light/comet-0.38.25.json")) {
                var json = Json.parse(in.readAllBytes());
                for (long height = 1; json.has(Long.toString(height + 1)); height++) {
                    var here = json.path(Long.toString(height));
                    var next = json.path(Long.toString(height + 1));
                    recorded.blocks.put(
                            height,
                            HttpHeaderSource.block(
                                    here,
                                    new ValidatorSet(HttpHeaderSource.members(here.path("validators"))),
                                    new ValidatorSet(HttpHeaderSource.members(next.path("validators")))));
                }
            }
            assertTrue(recorded.blocks.size() >= 10);
            return recorded;
        }

        void replace(long height, java.util.function.UnaryOperator<LightBlock> by) {
            blocks.computeIfPresent(height, (_, block) -> by.apply(block));
        }

        @Override
        public LightBlock at(long height) {
            asked++;
            return blocks.get(height);
        }

        @Override
        public long newest() {
            return blocks.lastKey();
        }
    }
}
