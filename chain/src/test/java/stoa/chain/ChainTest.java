// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Net.address;
import static stoa.chain.Net.obol;
import static stoa.chain.Waiting.done;
import static stoa.chain.Waiting.taken;
import static stoa.chain.Waiting.until;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.crypto.Digests;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.Roots;
import stoa.types.chain.Simulated;
import stoa.types.chain.Submitted;
import stoa.types.codec.Malformed;
import stoa.types.event.Event;
import stoa.types.merkle.Ics23;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;
import stoa.types.tx.ViewCall;
import stoa.types.tx.ViewTable;

class ChainTest {
    private static final long FEE = 21_000;

    private final Net net = Net.local();
    private final Chain chain = net.open(new MemoryKeyValue());

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void the_genesis_block_tells_what_the_network_begins_with() {
        var genesis = chain.block(0);
        assertEquals(Hash.ZERO, genesis.header().parent());
        assertEquals(Net.START, genesis.header().timeSeconds());
        assertTrue(genesis.beginEvents().stream()
                .anyMatch(event ->
                        event instanceof Event.Transferred(var _, var to, var _) && to.equals(address("ann"))));
        assertEquals(chain.state(0).root(), genesis.header().stateRoot());
        assertEquals(net.genesis().hash(Digests.INSTANCE), chain.info().genesisHash());
    }

    @Test
    void coin_sent_is_coin_received() {
        var tx = done(chain, net.pay("ann", 0, "zoe", 5_000));
        assertEquals(Optional.empty(), tx.refused());
        assertEquals(FEE, tx.gasUsed());
        assertEquals(address("ann"), tx.sender());
        assertEquals(5_000, obol(chain, "zoe"));
        assertEquals(Amount.stoa(1_000_000).obol() - 5_000 - FEE, obol(chain, "ann"));
    }

    @Test
    void blocks_follow_one_another_and_name_what_they_hold() {
        for (int i = 0; i < 5; i++) done(chain, net.pay("ann", i, "zoe", 1));
        var blocks = chain.blocks(0).toList();
        for (int i = 1; i < blocks.size(); i++) {
            var header = blocks.get(i).header();
            assertEquals(blocks.get(i - 1).hash(), header.parent());
            assertEquals(header.hash(Digests.INSTANCE), blocks.get(i).hash());
            assertEquals(header.stateRoot(), chain.state(header.height()).root());
            assertEquals(header.txsRoot(), Roots.txs(blocks.get(i).txs(), Digests.INSTANCE));
            assertEquals(
                    header.resultsRoot(),
                    Roots.results(
                            blocks.get(i).beginEvents(),
                            blocks.get(i).txs(),
                            blocks.get(i).endEvents(),
                            Digests.INSTANCE));
            assertEquals(
                    header.seed(),
                    Digests.INSTANCE.sha256(
                            blocks.get(i - 1).header().seed().bytes(),
                            header.seedSignature().bytes()));
            assertEquals(
                    blocks.get(i).hash(),
                    chain.block(blocks.get(i).hash()).orElseThrow().hash());
        }
    }

    @Test
    void a_refused_transaction_is_in_the_block_and_pays_its_fee() {
        var tx = done(chain, net.closeSession("ann", 0, 77));
        assertEquals(Optional.of(Reason.SESSION_UNKNOWN), tx.refused());
        assertEquals(1, Net.nonce(chain, "ann"));
        assertTrue(obol(chain, "ann") < Amount.stoa(1_000_000).obol());
    }

    @Test
    void a_transaction_is_taken_once_only() {
        byte[] raw = net.pay("ann", 0, "bob", 1);
        done(chain, raw);
        assertEquals(Reason.ALREADY_KNOWN, refusal(raw));
        assertEquals(Reason.NONCE_TOO_LOW, refusal(net.pay("ann", 0, "carl", 1)));
    }

    @Test
    void what_is_signed_for_another_network_or_by_nobody_is_refused() {
        var verb = new Verb.Transfer(address("bob"));
        byte[] foreign = net.tx("ann", 0, verb, Coin.ZERO, FEE, 1);
        assertTrue(chain.submit(foreign) instanceof Submitted.Taken, "a sandbox takes signatures for any chain");
        byte[] damaged = net.pay("ann", 1, "bob", 1);
        damaged[damaged.length - 40] ^= 1;
        assertInstanceOf(Submitted.Refused.class, chain.submit(damaged));
        assertEquals(Reason.MALFORMED, refusal(new byte[] {1, 2, 3}));
        assertEquals(Reason.MALFORMED, refusal(new byte[0]));
        assertEquals(Reason.TOO_LARGE, refusal(new byte[chain.info().maxTxBytes() + 1]));
    }

    @Test
    void a_nonce_that_skips_is_refused_and_those_in_a_row_are_taken() {
        assertEquals(Reason.NONCE_TOO_HIGH, refusal(net.pay("ann", 1, "bob", 1)));
        var hashes = new ArrayList<Hash>();
        for (int i = 0; i < 50; i++) hashes.add(taken(chain, net.pay("ann", i, "zoe", 1)));
        for (var hash : hashes) assertEquals(Optional.empty(), done(chain, hash).refused());
        assertEquals(50, obol(chain, "zoe"));
        assertEquals(50, chain.nextNonce(address("ann")));
    }

    @Test
    void nobody_promises_the_same_coin_twice() {
        long all = Amount.stoa(1_000_000).obol();
        assertEquals(Reason.FEE_UNPAYABLE, refusal(net.pay("ann", 0, "bob", all)));
        taken(chain, net.pay("ann", 0, "bob", all - FEE - 10));
        assertEquals(Reason.FEE_UNPAYABLE, refusal(net.pay("ann", 1, "bob", 1)));
    }

    @Test
    void gas_below_the_verbs_is_refused() {
        byte[] raw = net.tx(
                "ann",
                0,
                new Verb.Transfer(address("bob")),
                Coin.ZERO,
                FEE - 1,
                net.genesis().chainId());
        assertEquals(Reason.GAS_TOO_LOW, refusal(raw));
    }

    @Test
    void a_session_gets_its_seats_one_block_after_it_opens() {
        var opened = done(chain, net.openSession("ann", 0, 50_000_000, 30));
        assertEquals(Optional.empty(), opened.refused());
        long session = Net.sessionOf(chain, "ann").orElseThrow();
        until(
                () -> chain.state().find(Tables.SESSIONS, session).orElseThrow().phase() == SessionPhase.OPEN,
                "the seats are drawn without anybody sending anything");
        assertTrue(chain.state().find(Tables.SESSIONS, session).orElseThrow().lanes() > 0);
    }

    @Test
    void values_and_their_absence_are_proven_at_every_height() throws Malformed {
        for (int i = 0; i < 5; i++) done(chain, net.pay("ann", i, "zoe", 100));
        for (long height = 0; height <= chain.head().height(); height++) {
            var root = chain.block(height).header().stateRoot();
            for (var name : List.of("ann", "zoe", "nobody")) {
                var key = Net.account(name);
                var entry = chain.read(key, height);
                assertEquals(root, entry.root());
                var proof = Ics23.parse(entry.proof());
                var path = key.path(Digests.INSTANCE);
                if (entry.value().isPresent())
                    assertTrue(Ics23.holds(
                            Digests.INSTANCE, root, path, entry.value().get(), proof));
                else assertTrue(Ics23.lacks(Digests.INSTANCE, root, path, proof));
            }
        }
        assertTrue(chain.read(Net.account("zoe"), 0).value().isEmpty());
    }

    @Test
    void heights_not_reached_are_refused_in_words() {
        var refusal = assertThrows(HeightUnavailable.class, () -> chain.state(99));
        assertEquals("height 99 is not reached; the newest is 0", refusal.getMessage());
        assertThrows(HeightUnavailable.class, () -> chain.block(99));
        assertEquals(Optional.empty(), chain.block(Hash.ZERO));
        assertEquals(Optional.empty(), chain.transaction(Hash.ZERO));
    }

    @Test
    void a_call_is_tried_without_leaving_a_trace() {
        var verb = new Verb.OpenSession(Net.TINY, Amount.stoa(1), Net.PRICES, 30, address("key"), address("ann"));
        var call = new VerbTable(Digests.INSTANCE).encode(verb);
        var root = chain.state().root();
        var request = new CallRequest(address("ann"), Optional.of(call.to()), Coin.ZERO, call.data(), 0);
        var tried = assertInstanceOf(Simulated.Done.class, chain.simulate(request));
        assertEquals(120_000, tried.gas());
        assertTrue(tried.events().stream().anyMatch(Event.SessionOpened.class::isInstance));
        var poor = new CallRequest(address("nobody"), Optional.of(call.to()), Coin.ZERO, call.data(), 0);
        assertEquals(
                Reason.BALANCE_TOO_LOW,
                assertInstanceOf(Simulated.Refused.class, chain.simulate(poor)).reason());
        var short_ = new CallRequest(address("ann"), Optional.of(call.to()), Coin.ZERO, call.data(), 119_999);
        assertEquals(
                Reason.GAS_TOO_LOW,
                assertInstanceOf(Simulated.Refused.class, chain.simulate(short_))
                        .reason());
        assertEquals(root, chain.state().root());
    }

    @Test
    void a_view_answers_at_any_height() {
        done(chain, net.openSession("ann", 0, 50_000_000, 30));
        var view = new ViewTable(Digests.INSTANCE).encode(new ViewCall.Session(1));
        var request = new CallRequest(address("ann"), Optional.of(view.to()), Coin.ZERO, view.data(), 0);
        var now = assertInstanceOf(Simulated.Done.class, chain.simulate(request));
        var before = assertInstanceOf(Simulated.Done.class, chain.simulate(request, 0));
        assertEquals(now.output().length, before.output().length > 0 ? now.output().length : -1);
        assertTrue(Bytes.compare(now.output(), before.output()) != 0);
        assertTrue(now.events().isEmpty());
    }

    @Test
    void calls_to_nowhere_and_nonsense_are_refused() {
        var deploy = new CallRequest(address("ann"), Optional.empty(), Coin.ZERO, new byte[] {1}, 0);
        assertEquals(
                Reason.CONTRACT_CREATION,
                assertInstanceOf(Simulated.Refused.class, chain.simulate(deploy))
                        .reason());
        var nonsense = new CallRequest(
                address("ann"), Optional.of(Capability.SESSIONS.address()), Coin.ZERO, new byte[] {1, 2, 3, 4}, 0);
        assertEquals(
                Reason.MALFORMED,
                assertInstanceOf(Simulated.Refused.class, chain.simulate(nonsense))
                        .reason());
    }

    @Test
    void raw_bytes_come_back_as_they_were_sent() {
        byte[] raw = net.pay("ann", 0, "bob", 7);
        assertArrayEquals(raw, done(chain, raw).raw());
    }

    @Test
    void a_closed_chain_takes_nothing() {
        chain.close();
        assertEquals(Reason.INTERNAL, refusal(net.pay("ann", 0, "bob", 7)));
    }

    private Reason refusal(byte[] raw) {
        return assertInstanceOf(Submitted.Refused.class, chain.submit(raw)).reason();
    }
}
