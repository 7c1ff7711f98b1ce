// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.Unclosing;
import stoa.chain.abci.Request;
import stoa.chain.store.MemoryKeyValue;
import stoa.chain.store.RocksConfig;
import stoa.chain.store.RocksKeyValue;
import stoa.kit.crypto.Digests;
import stoa.types.Reason;
import stoa.types.chain.SeedSignature;
import stoa.types.merkle.Ics23;
import stoa.types.state.Tables;

/// What CometBFT may ask for, and what validators must answer alike.
class CometDriverTest {
    @TempDir
    Path directory;

    private FakeComet comet;

    @AfterEach
    void close() {
        if (comet != null) comet.close();
    }

    // ── agreeing ── [ABC-3]

    @Test
    void validators_over_different_stores_answer_random_verbs_with_the_same_hashes() throws Exception {
        long seed = System.nanoTime();
        System.out.println("twin stores, seed " + seed);
        comet = new FakeComet(2, directory);
        comet.open(0, new MemoryKeyValue());
        comet.open(1, RocksKeyValue.open(RocksConfig.in(directory.resolve("rocks"))));
        var traffic = new Traffic(seed, comet.net);
        for (int i = 0; i < 120; i++) {
            traffic.from(comet.validators.getFirst().chain);
            comet.block(traffic.next(30));
        }
        for (var validator : comet.validators)
            assertEquals(
                    Optional.empty(),
                    validator.chain.replay(new MemoryKeyValue(), _ -> {}).difference(),
                    "seed " + seed);
    }

    @Test
    void a_block_that_was_never_judged_here_comes_to_the_same_as_one_that_was() throws Exception {
        alone(2);
        var proposer = comet.proposer();
        var items = comet.prepare(proposer, List.of(comet.net.pay("ann", 0, "bob", 5)))
                .txs();
        var other = comet.validators.get(comet.validators.indexOf(proposer) == 0 ? 1 : 0);
        assertArrayEquals(
                comet.decide(proposer, proposer, items).appHash(),
                comet.decide(other, proposer, items).appHash());
    }

    @Test
    void a_proposal_of_an_earlier_round_does_not_stain_the_block_that_is_decided() throws Exception {
        alone(2);
        var first = comet.validators.get(0);
        var second = comet.validators.get(1);
        var lost =
                comet.prepare(first, List.of(comet.net.pay("ann", 0, "bob", 5))).txs();
        assertTrue(comet.process(second, first, lost));
        var won = comet.prepare(second, List.of(comet.net.pay("ann", 0, "carl", 7)))
                .txs();
        assertTrue(comet.process(first, second, won));
        assertTrue(comet.process(first, first, lost), "a proposal may be judged again in a later round");
        assertArrayEquals(
                comet.decide(first, second, won).appHash(),
                comet.decide(second, second, won).appHash());
        first.driver.commit();
        assertEquals(7, Net.obol(first.chain, "carl") - Net.obol(first.chain, "dora"));
    }

    @Test
    void the_seed_of_a_height_follows_from_the_proposers_signature() throws Exception {
        alone(2);
        comet.block(List.of());
        comet.block(List.of());
        var chain = comet.validators.getFirst().chain;
        var one = chain.block(1).header();
        var two = chain.block(2).header();
        assertFalse(one.proposer().equals(two.proposer()));
        assertEquals(
                Digests.INSTANCE.sha256(one.seed().bytes(), two.seedSignature().bytes()), two.seed());
    }

    // ── judging ── [ABC-2] [ABC-4]

    @Test
    void a_proposal_without_the_proposers_seed_signature_is_rejected() throws Exception {
        alone(2);
        var proposer = comet.proposer();
        var other = comet.validators.get(comet.validators.indexOf(proposer) == 0 ? 1 : 0);
        var items = comet.prepare(proposer, List.of()).txs();
        assertTrue(comet.process(other, proposer, items));
        assertFalse(comet.process(other, proposer, List.of()), "none");
        assertFalse(comet.process(other, other, items), "another's");
        byte[] damaged = items.getFirst().clone();
        damaged[40] ^= 1;
        assertFalse(comet.process(other, proposer, List.of(damaged)), "damaged");
        byte[] none = SeedItem.encode(SeedSignature.NONE);
        assertFalse(comet.process(other, proposer, List.of(none)), "zeros");
        assertFalse(comet.process(other, proposer, List.of(items.getFirst(), items.getFirst())), "twice");
    }

    @Test
    void a_proposal_with_what_cannot_stand_in_a_block_is_rejected() throws Exception {
        alone(1);
        var me = comet.proposer();
        byte[] seed = comet.prepare(me, List.of()).txs().getFirst();
        byte[] good = comet.net.pay("ann", 0, "bob", 5);
        assertTrue(comet.process(me, me, List.of(seed, good)));
        assertFalse(comet.process(me, me, List.of(seed, comet.net.pay("ann", 1, "bob", 5))), "a nonce too high");
        assertFalse(comet.process(me, me, List.of(seed, good, good)), "twice the same");
        assertFalse(comet.process(me, me, List.of(seed, new byte[] {1, 2, 3})), "bytes");
        assertFalse(comet.process(me, me, List.of(seed, new byte[0])), "nothing");
        assertFalse(comet.process(me, me, List.of(seed, comet.net.pay("nobody", 0, "bob", 5))), "a fee unpaid");
        assertTrue(comet.process(me, me, List.of(seed, good)), "and it still stands");
    }

    @Test
    void a_proposal_leaves_out_what_cannot_stand_and_is_accepted_by_all() throws Exception {
        alone(2);
        var proposer = comet.proposer();
        var txs = List.of(
                comet.net.pay("ann", 7, "bob", 5),
                new byte[] {9},
                comet.net.pay("ann", 0, "bob", 5),
                comet.net.pay("ann", 0, "bob", 6),
                comet.net.pay("bob", 0, "ann", 1));
        var items = comet.prepare(proposer, txs).txs();
        assertEquals(3, items.size());
        assertArrayEquals(txs.get(2), items.get(1));
        assertArrayEquals(txs.get(4), items.get(2));
        for (var judge : comet.validators) assertTrue(comet.process(judge, proposer, items));
    }

    @Test
    void a_proposal_fits_into_the_bytes_it_is_given() throws Exception {
        alone(1);
        var me = comet.proposer();
        var txs = new ArrayList<byte[]>();
        for (int i = 0; i < 20; i++) txs.add(comet.net.pay("ann", i, "bob", 1));
        for (long most : new long[] {100, 300, 1_000, 2_000}) {
            var items = me.driver
                    .prepareProposal(new Request.PrepareProposal(
                            most, txs, List.of(), comet.next(), comet.timeSeconds(), me.address()))
                    .txs();
            long bytes = items.stream().mapToLong(item -> item.length + 2).sum();
            assertTrue(bytes <= most, bytes + " of " + most);
            assertTrue(items.size() > (most - 100) / 200, items.size() + " items in " + most);
        }
    }

    @Test
    void a_node_whose_key_the_ledger_does_not_know_proposes_what_nobody_accepts() throws Exception {
        alone(2);
        var stranger = comet.driver(new MemoryKeyValue(), Net.validatorKey(), "stranger", 0);
        try {
            stranger.initChain(comet.initChain());
            var proposer = comet.proposer();
            var items = stranger.prepareProposal(new Request.PrepareProposal(
                            1 << 20, List.of(), List.of(), 1, comet.timeSeconds(), proposer.address()))
                    .txs();
            assertTrue(items.isEmpty());
            assertFalse(comet.process(proposer, proposer, items));
        } finally {
            stranger.close();
        }
    }

    @Test
    void a_decided_block_with_what_cannot_stand_is_answered_alike_and_does_no_harm() throws Exception {
        alone(2);
        var proposer = comet.proposer();
        byte[] seed = comet.prepare(proposer, List.of()).txs().getFirst();
        var items = List.of(seed, comet.net.pay("ann", 9, "bob", 5), new byte[] {7}, comet.net.pay("ann", 0, "bob", 5));
        var answers = comet.validators.stream()
                .map(validator -> comet.decide(validator, proposer, items))
                .toList();
        assertArrayEquals(answers.get(0).appHash(), answers.get(1).appHash());
        assertEquals(
                List.of(0, Reason.NONCE_TOO_HIGH.code(), Reason.MALFORMED.code(), 0),
                answers.get(0).results().stream().map(result -> result.code()).toList());
    }

    @Test
    void a_decided_block_without_a_seed_stops_the_node() throws Exception {
        alone(1);
        var me = comet.proposer();
        assertThrows(IllegalStateException.class, () -> comet.decide(me, me, List.of()));
        assertFalse(me.chain.health().ok());
    }

    // ── crashing ── [ABC-5]

    @Test
    void a_crash_between_finalize_and_commit_replays_to_the_same_hash() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        comet = new FakeComet(1, directory);
        var store = new MemoryKeyValue();
        comet.open(0, new Unclosing(store));
        var traffic = new Traffic(seed, comet.net);
        for (int i = 0; i < 30; i++) {
            var me = comet.validators.getFirst();
            traffic.from(me.chain);
            var items = comet.prepare(me, traffic.next(40)).txs();
            if (random.nextBoolean()) assertTrue(comet.process(me, me, items));
            var before = comet.decide(me, me, items);
            if (random.nextInt(3) == 0) {
                me.chain.close(); // nothing of the block was written where it could be found
                comet.open(0, new Unclosing(store));
                assertEquals(comet.next() - 1, FakeComet.info(me).lastHeight(), "seed " + seed);
                var after = comet.decide(me, me, items);
                assertArrayEquals(before.appHash(), after.appHash(), "seed " + seed);
                for (int tx = 0; tx < items.size(); tx++)
                    assertArrayEquals(
                            before.results().get(tx).data(),
                            after.results().get(tx).data(),
                            "seed " + seed);
            }
            me.driver.commit();
            assertArrayEquals(before.appHash(), FakeComet.info(me).lastAppHash());
            comet.advance();
        }
    }

    @Test
    void a_crash_after_commit_is_told_in_the_handshake() throws Exception {
        comet = new FakeComet(1, directory);
        var store = new MemoryKeyValue();
        comet.open(0, new Unclosing(store));
        var answer = comet.block(List.of(comet.net.pay("ann", 0, "bob", 5)));
        var me = comet.validators.getFirst();
        me.chain.close();
        comet.open(0, new Unclosing(store));
        assertEquals(1, FakeComet.info(me).lastHeight());
        assertArrayEquals(answer.appHash(), FakeComet.info(me).lastAppHash());
        comet.block(List.of(comet.net.pay("ann", 1, "bob", 5)));
        assertEquals(2, me.chain.head().height());
    }

    // ── the handshake ── [ABC-1]

    @Test
    void a_genesis_file_of_another_network_is_refused_in_words() throws Exception {
        comet = new FakeComet(2, directory);
        var driver = comet.driver(new MemoryKeyValue(), comet.validators.getFirst().seedKey, "node0", 0);
        try {
            refused(driver, comet.initChain("cosmoshub-4", comet.timeSeconds(), comet.keys()), "chain_id");
            refused(
                    driver,
                    comet.initChain(comet.initChain().chainId(), comet.timeSeconds() + 1, comet.keys()),
                    "genesis_time");
            refused(
                    driver,
                    comet.initChain(
                            comet.initChain().chainId(),
                            comet.timeSeconds(),
                            comet.keys().subList(0, 1)),
                    "validators");
            var key = comet.keys().getFirst();
            refused(
                    driver,
                    comet.initChain(
                            comet.initChain().chainId(),
                            comet.timeSeconds(),
                            List.of(
                                    key,
                                    new Request.ValidatorUpdate(
                                            comet.keys().get(1).ed25519Key(), 11))),
                    "power");
            refused(
                    driver,
                    comet.initChain(comet.initChain().chainId(), comet.timeSeconds(), List.of(key, key)),
                    "twice");
            assertEquals(0, driver.info(new Request.Info("", "")).lastHeight());
            assertEquals(32, driver.initChain(comet.initChain()).appHash().length);
        } finally {
            driver.close();
        }
    }

    @Test
    void comet_beginning_anew_over_a_ledger_that_did_not_is_refused() throws Exception {
        alone(1);
        comet.block(List.of());
        var me = comet.validators.getFirst();
        assertThrows(IllegalStateException.class, () -> me.driver.initChain(comet.initChain()));
    }

    // ── the mempool ── [ABC-7]

    @Test
    void a_transaction_is_checked_against_what_waits_and_again_after_each_block() throws Exception {
        alone(1);
        var me = comet.proposer();
        byte[] first = comet.net.pay("ann", 0, "bob", 5);
        byte[] second = comet.net.pay("ann", 1, "bob", 5);
        assertEquals(Reason.NONCE_TOO_HIGH.code(), check(me, second, false));
        assertEquals(0, check(me, first, false));
        assertEquals(0, check(me, second, false));
        assertEquals(2, me.chain.nextNonce(Net.address("ann")));
        comet.block(List.of(first));
        assertEquals(0, check(me, second, true), "it waits on");
        assertEquals(2, me.chain.nextNonce(Net.address("ann")));
        assertEquals(Reason.ALREADY_KNOWN.code(), check(me, first, false), "done");
    }

    @Test
    void what_comet_dropped_waits_no_more() throws Exception {
        alone(1);
        var me = comet.proposer();
        assertEquals(0, check(me, comet.net.pay("ann", 0, "bob", 5), false));
        comet.block(List.of());
        assertEquals(1, me.chain.nextNonce(Net.address("ann")), "it was asked about in this round");
        comet.block(List.of());
        assertEquals(0, me.chain.nextNonce(Net.address("ann")), "nobody spoke for it");
    }

    @Test
    void what_waits_is_refused_again_when_a_block_spent_its_fee() throws Exception {
        alone(1);
        var me = comet.proposer();
        long all = Net.obol(me.chain, "ann");
        byte[] poor = comet.net.pay("ann", 1, "bob", all / 2);
        assertEquals(0, check(me, comet.net.pay("ann", 0, "carl", 1), false));
        assertEquals(0, check(me, poor, false));
        comet.block(List.of(comet.net.pay("ann", 0, "dora", all / 2 + all / 4)));
        assertFalse(check(me, poor, true) == 0);
    }

    @Test
    void a_seed_item_is_no_transaction() throws Exception {
        alone(1);
        var me = comet.proposer();
        byte[] item = comet.prepare(me, List.of()).txs().getFirst();
        assertEquals(Reason.MALFORMED.code(), check(me, item, false));
    }

    // ── reading and powers ── [ABC-6]

    @Test
    void a_query_proves_a_record_under_the_application_hash() throws Exception {
        alone(1);
        var hash = comet.block(List.of(comet.net.pay("ann", 0, "bob", 5))).appHash();
        var me = comet.proposer();
        var key = Net.account("bob");
        var answer = me.driver.query(new Request.Query(key.bytes(), CometDriver.STATE_PATH, 0, true));
        assertTrue(Ics23.holds(
                Digests.INSTANCE,
                stoa.types.Hash.of(hash),
                key.path(Digests.INSTANCE),
                answer.value(),
                Ics23.parse(answer.proof())));
        assertFalse(me.driver
                        .query(new Request.Query(new byte[0], "/state", 0, true))
                        .code()
                == 0);
        assertFalse(me.driver
                        .query(new Request.Query(key.bytes(), "/store", 0, true))
                        .code()
                == 0);
        assertFalse(me.driver
                        .query(new Request.Query(key.bytes(), "/state", 99, true))
                        .code()
                == 0);
    }

    @Test
    void a_validator_whose_power_changed_is_told_to_comet_once() throws Exception {
        alone(1);
        var me = comet.proposer();
        var state = me.chain.state();
        var record = state.find(Tables.VALIDATORS, me.address()).orElseThrow();
        var keys = ConsensusKeys.of(me.consensusKey.publicKey());
        var powers = new ValidatorPowers(keys);
        var same = write(me.address(), Tables.VALIDATORS.encode(record));
        assertEquals(List.of(), powers.updates(state, same));
        var more = write(me.address(), Tables.VALIDATORS.encode(new stoa.types.state.Validator(record.blsKey(), 25)));
        var update = powers.updates(state, more).getFirst();
        assertEquals(25, update.power());
        assertArrayEquals(me.consensusKey.publicKey(), update.ed25519Key());
        assertEquals(
                0, powers.updates(state, write(me.address(), null)).getFirst().power(), "removed");
        assertThrows(IllegalStateException.class, () -> new ValidatorPowers(new ConsensusKeys()).updates(state, more));
    }

    private static stoa.protocol.Changes write(stoa.types.Address address, byte[] value) {
        return new stoa.protocol.Changes(
                List.of(new stoa.protocol.Changes.Write(Tables.VALIDATORS.key(address), value)));
    }

    private static int check(FakeComet.Validator validator, byte[] tx, boolean recheck) {
        return validator.driver.checkTx(new Request.CheckTx(tx, recheck)).code();
    }

    private static void refused(CometDriver driver, Request.InitChain request, String word) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> driver.initChain(request));
        assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal.getMessage());
    }

    private void alone(int validators) throws Exception {
        comet = new FakeComet(validators, directory);
        for (int i = 0; i < validators; i++) comet.open(i, new MemoryKeyValue());
        assertTrue(Arrays.equals(
                FakeComet.info(comet.validators.getFirst()).lastAppHash(),
                FakeComet.info(comet.validators.getLast()).lastAppHash()));
    }
}
