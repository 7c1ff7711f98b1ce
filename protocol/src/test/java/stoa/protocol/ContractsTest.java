// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Forum.calls;
import static stoa.protocol.Forum.deploys;
import static stoa.protocol.Forum.message;
import static stoa.protocol.Names.address;
import static stoa.protocol.Verbs.does;

import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Coin;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.contract.Addresses;
import stoa.types.contract.Outcome;
import stoa.types.court.Ballot;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.CasePhase;
import stoa.types.state.RoundResult;
import stoa.types.state.StorageKey;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.state.Vote;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// Contracts from deployment to finality, and what becomes of them when a decision falls.
class ContractsTest {
    private static final Coin FIVE = new Coin(5, 7);

    // ── a transaction's way ──

    /// [CTR-1] [CTR-3] [CTR-7] [CTR-10]
    @Test
    void what_a_panel_accepts_is_in_the_accepted_state_and_later_in_the_final_one() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        assertEquals("init", forum.page(contract, true));
        forum.story.when(calls("bob", contract, "hello")).accepted();
        long id = forum.newestCase();
        forum.until(id, CasePhase.ACCEPTED);
        assertEquals("hello", forum.page(contract, false));
        assertEquals("init", forum.page(contract, true));
        forum.settle();
        assertEquals("hello", forum.page(contract, true));
        assertTrue(FullScan.all(forum.story.state, Tables.CONTRACT_CALLS).isEmpty());
        assertTrue(FullScan.all(forum.story.state, Tables.TRANSACTIONS).isEmpty());
        assertTrue(FullScan.all(forum.story.state, Tables.OUTCOMES).isEmpty());
    }

    /// [CTR-7] Slots are memory of zeros: writes overlap, cross pages, and zeros take no room.
    @Test
    void slots_are_sparse_memory() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        forum.program = _ -> Forum.outcome(
                List.of(
                        new Outcome.SlotWrite(Forum.SLOT, 254, Forum.text("abcd")),
                        new Outcome.SlotWrite(Forum.SLOT, 255, Forum.text("X")),
                        new Outcome.SlotWrite(Forum.SLOT, (1L << 32) - 2, Forum.text("zz")),
                        new Outcome.SlotWrite(Forum.SLOT, 0, new Blob(new byte[4]))),
                List.of());
        forum.story.when(calls("bob", contract, "go")).accepted();
        forum.settle();
        assertEquals(256, page(forum, contract, 0).length());
        assertEquals(Forum.text("cd"), page(forum, contract, 1));
        assertEquals(256, page(forum, contract, (1L << 24) - 1).length());
        assertEquals('X', page(forum, contract, 0).bytes()[255]);
        assertEquals(
                3,
                forum.story
                        .state
                        .scan(Tables.STORAGE, stoa.types.Bytes.EMPTY, Tables.storageOf(contract, true), 99)
                        .size());
    }

    private static Blob page(Forum forum, Address contract, long page) {
        return forum.story
                .state
                .find(Tables.STORAGE, new StorageKey(contract, true, Forum.SLOT, page))
                .orElseThrow();
    }

    /// [CTR-4] One queue for each contract, whose heads are at work at the same time.
    @Test
    void each_contract_has_its_queue_and_their_heads_run_in_parallel() {
        var forum = new Forum(12);
        var one = forum.deployed("ann");
        var other = forum.deployed("bob");
        forum.story.when(
                calls("ann", one, "1"), calls("ann", one, "2"), calls("bob", one, "3"), calls("bob", other, "4"));
        long first = forum.newestCase() - 3;
        forum.step();
        assertEquals(CasePhase.PROPOSING, forum.at(first).phase());
        assertEquals(CasePhase.QUEUED, forum.at(first + 1).phase());
        assertEquals(CasePhase.PROPOSING, forum.at(first + 3).phase());
        forum.until(first, CasePhase.ACCEPTED).until(first + 3, CasePhase.ACCEPTED);
        assertEquals("1", forum.page(one, false));
        forum.until(first + 1, CasePhase.ACCEPTED);
        assertEquals(CasePhase.ACCEPTED, forum.at(first).phase(), "the next runs while the first may be appealed");
        forum.settle();
        assertEquals("3", forum.page(one, true));
        var closed = forum.story.events(Event.Contracts.TransactionClosed.class);
        assertEquals(
                List.of(first, first + 1, first + 2),
                closed.stream()
                        .map(Event.Contracts.TransactionClosed::caseId)
                        .filter(id -> id >= first && id < first + 3)
                        .toList());
    }

    /// [CTR-7] An error changes nothing.
    @Test
    void a_run_that_fails_is_accepted_and_changes_nothing() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        forum.program = _ -> Forum.fails();
        forum.story.when(calls("bob", contract, "hello", FIVE)).accepted();
        forum.settle();
        assertEquals("init", forum.page(contract, true));
        assertEquals(FIVE, forum.balance(contract), "the value stays with the contract");
    }

    // ── coin ──

    /// [CTR-5] Exact to one wei.
    @Test
    void a_value_is_on_its_way_until_the_first_panel_is_drawn() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        var before = forum.balance(address("bob"));
        forum.story.when(calls("bob", contract, "hello", FIVE)).accepted();
        assertEquals(before.minus(FIVE), forum.balance(address("bob")));
        assertEquals(Coin.ZERO, forum.balance(contract));
        forum.step();
        assertEquals(FIVE, forum.balance(contract));
        forum.settle();
        assertEquals(FIVE, forum.balance(contract));
    }

    /// [FEE-1] [CTR-3] Gas holds what panels may cost, and what they do not cost returns.
    @Test
    void panels_are_paid_out_of_the_gas() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        var verb = new Verb.Contracts.AddTransaction(address("bob"), contract, 5, 3, Forum.data("hello"));
        var deed = does("bob", verb);
        long advance =
                Panels.prepaid(0, 3, 1, Panels.LEADER_FEE, Panels.VALIDATOR_FEE).obol();
        assertEquals(advance, Fees.prepaid(verb).obol());
        var before = forum.balance(address("bob"));
        forum.story.transactions(1, List.of(forum.story.tx(deed, forum.story.nonceOf("bob"), false)));
        forum.story.accepted();
        assertEquals(Fees.gas(verb), forum.story.last.gasUsed());
        assertEquals(before.minus(new Amount(Fees.gas(verb))), forum.balance(address("bob")));
        forum.settle();
        long burned = Fees.gas(verb) - advance;
        long earned = 400_000 + 5 * 200_000;
        assertEquals(before.minus(new Amount(burned + earned)), forum.balance(address("bob")));
        var poor = does("ghost", new Verb.Contracts.AddTransaction(address("ghost"), contract, 5, 3, Forum.data("x")));
        forum.story.when(Verbs.pays("ann", "ghost", burned + 100)).accepted();
        forum.story.transactions(1, List.of(forum.story.tx(poor, 0, false)));
        forum.story.refused(Reason.BALANCE_TOO_LOW);
        assertEquals(Fees.gas(poor.verb()) - advance, forum.story.last.gasUsed(), "the burned part alone");
    }

    /// [FEE-4] [CTR-3] Unmodified clients name a gas limit that knows nothing of panels.
    @Test
    void a_free_transaction_needs_gas_for_its_fee_alone() {
        var forum = new Forum(12);
        var deed = deploys("ann", "init");
        var whole = forum.story.tx(deed, forum.story.nonceOf("ann"), true);
        var tx = new stoa.types.tx.Tx(
                whole.hash(),
                whole.sender(),
                whole.nonce(),
                500_000,
                true,
                whole.to(),
                whole.value(),
                whole.verb(),
                200);
        forum.story.transactions(1, List.of(tx)).accepted();
        assertTrue(Fees.gas(whole.verb()) > 500_000);
        forum.settle();
        assertEquals(
                "init",
                forum.page(
                        forum.story.event(Event.Contracts.NewTransaction.class).recipient(), true));
    }

    // ── messages ──

    /// [CTR-9] At acceptance or at finality, with sender and origin.
    @Test
    void messages_leave_when_they_say_and_become_transactions_of_their_own() {
        var forum = new Forum(12);
        var one = forum.deployed("ann");
        var other = forum.deployed("ann");
        forum.program = call -> text(call.calldata()).equals("go")
                ? Forum.sends(
                        message(true, other, new Coin(1, 0), "early"),
                        message(false, other, new Coin(2, 0), "late"),
                        message(false, address("carl"), new Coin(1, 1), ""))
                : Forum.sets(call);
        forum.story.when(calls("bob", one, "go", FIVE)).accepted();
        long id = forum.newestCase();
        forum.until(id, CasePhase.ACCEPTED);
        var early = forum.story.event(Event.Contracts.TransactionQueued.class);
        assertEquals("early", text(early.calldata()));
        assertEquals(one, early.sender());
        assertEquals(address("bob"), early.origin());
        var parent = forum.call(id);
        assertEquals(parent.tx(), early.parent());
        var carl = forum.balance(address("carl"));
        forum.settle();
        assertEquals("late", forum.page(other, true));
        assertEquals(new Coin(3, 0), forum.balance(other));
        assertEquals(new Coin(1, 6), forum.balance(one));
        assertEquals(carl.plus(new Coin(1, 1)), forum.balance(address("carl")), "coin to a plain account just moves");
    }

    /// [CTR-9] A message whose value is not there is not sent, and the next may be.
    @Test
    void messages_need_backing() {
        var forum = new Forum(12);
        var one = forum.deployed("ann");
        forum.program = call -> text(call.calldata()).equals("go")
                ? Forum.sends(
                        message(true, one, new Coin(4, 0), "a"),
                        message(true, one, new Coin(2, 0), "b"),
                        message(true, one, new Coin(1, 7), "c"),
                        message(true, stoa.types.Capability.COURT.address(), Coin.ZERO, "d"))
                : Forum.sets(call);
        forum.story.when(calls("bob", one, "go", FIVE)).accepted();
        forum.settle();
        assertEquals("c", forum.page(one, true), "it sent to itself, twice");
        assertEquals(FIVE, forum.balance(one));
        assertEquals(
                List.of("init", "go", "a", "c"),
                forum.story.events(Event.Contracts.TransactionQueued.class).stream()
                        .map(each -> text(each.calldata()))
                        .toList());
    }

    /// [CTR-9] A child pays its own panels, out of the balance of the contract that sent it.
    @Test
    void children_of_paid_transactions_are_paid_by_the_contract() {
        var forum = new Forum(12);
        var one = forum.deployed("ann");
        forum.program = call -> text(call.calldata()).equals("go")
                ? Forum.sends(message(true, one, Coin.ZERO, "child"))
                : Forum.sets(call);
        long advance =
                Panels.prepaid(0, 3, 1, Panels.LEADER_FEE, Panels.VALIDATOR_FEE).obol();
        pays(forum, calls("bob", one, "go", new Coin(advance - 1, 0)));
        assertEquals("init", forum.page(one, true), "too poor for a child");
        pays(forum, calls("bob", one, "go", new Coin(1, 0)));
        assertEquals("child", forum.page(one, true));
        assertEquals(
                new Coin(advance - 1_400_000, 0), forum.balance(one), "what the child's panel did not earn returned");
    }

    private static void pays(Forum forum, Story.Deed deed) {
        forum.story.transactions(1, List.of(forum.story.tx(deed, forum.story.nonceOf(deed.who()), false)));
        forum.story.accepted();
        forum.settle();
    }

    /// [CTR-9] With a salt the address is known beforehand.
    @Test
    void contracts_deploy_contracts() {
        var forum = new Forum(12);
        var one = forum.deployed("ann");
        forum.program = call -> text(call.calldata()).equals("go")
                ? Forum.sends(
                        Forum.deployment(Coin.ZERO, BigInteger.ZERO),
                        Forum.deployment(new Coin(1, 0), BigInteger.TEN),
                        Forum.deployment(Coin.ZERO, BigInteger.TEN))
                : Forum.sets(call);
        forum.story.when(calls("bob", one, "go", FIVE)).accepted();
        forum.settle();
        var salted = Addresses.salted(TestHashing.HASHING, one, BigInteger.TEN, 61_127);
        assertEquals("init", forum.page(salted, true));
        assertEquals(new Coin(1, 0), forum.balance(salted));
        assertEquals(3, FullScan.all(forum.story.state, Tables.CONTRACTS).size(), "nothing is deployed over another");
    }

    // ── what falls ──

    /// [CTR-8] [CRT-14] Two accepted, the first falls: both are undone and decided again, in order.
    @Test
    void an_overturned_transaction_takes_the_younger_ones_with_it() {
        var forum = new Forum(30);
        var contract = forum.deployed("ann");
        forum.story
                .when(calls("ann", contract, "first"), calls("bob", contract, "second ones"))
                .accepted();
        long second = forum.newestCase();
        long first = second - 1;
        forum.until(second, CasePhase.ACCEPTED);
        assertEquals("second ones", forum.page(contract, false));
        var tx = forum.call(first).tx();
        forum.story.when(does("carl", new Verb.Contracts.SubmitAppeal(tx))).accepted();
        forum.votes = id -> id == first ? Vote.DISAGREE : Vote.AGREE;
        forum.until(first, CasePhase.DRAWING);
        assertEquals("init", forum.page(contract, false), "as it was before both");
        assertEquals(CasePhase.QUEUED, forum.at(second).phase());
        forum.votes = _ -> Vote.AGREE;
        forum.settle();
        assertEquals("second ones", forum.page(contract, true));
        assertEquals(
                1, forum.story.events(Event.Contracts.StorageRolledBack.class).size());
    }

    /// [CTR-8] What older ones wrote stays, byte by byte.
    @Test
    void rolling_back_keeps_what_older_ones_wrote() {
        var forum = new Forum(30);
        var contract = forum.deployed("ann");
        forum.program = call -> Forum.writes(call, text(call.calldata()).equals("A") ? 0 : 1);
        forum.story
                .when(calls("ann", contract, "A"), calls("bob", contract, "B"))
                .accepted();
        long second = forum.newestCase();
        forum.until(second, CasePhase.ACCEPTED);
        assertEquals("ABit", forum.page(contract, false));
        forum.story
                .when(does(
                        "carl",
                        new Verb.Contracts.SubmitAppeal(forum.call(second).tx())))
                .accepted();
        forum.votes = _ -> Vote.DISAGREE;
        forum.until(second, CasePhase.DRAWING);
        assertEquals("Anit", forum.page(contract, false));
    }

    /// [CTR-8] A leader appeal decides again before anything younger.
    @Test
    void an_undetermined_transaction_that_is_appealed_goes_before_the_younger_ones() {
        var forum = new Forum(30);
        var contract = forum.deployed("ann");
        forum.votes = _ -> Vote.VIOLATION;
        forum.story
                .when(calls("ann", contract, "first"), calls("bob", contract, "second"))
                .accepted();
        long second = forum.newestCase();
        forum.until(second - 1, CasePhase.UNDETERMINED);
        assertEquals(RoundResult.NO_MAJORITY, forum.at(second - 1).standing());
        forum.votes = _ -> Vote.AGREE;
        forum.step().step();
        assertEquals(CasePhase.COMMITTING, forum.at(second).phase());
        var tx = forum.call(second - 1).tx();
        forum.story.when(does("carl", new Verb.Contracts.SubmitAppeal(tx))).accepted();
        assertEquals(CasePhase.QUEUED, forum.at(second).phase());
        forum.settle();
        assertEquals("second", forum.page(contract, true));
    }

    /// [CTR-11]
    @Test
    void a_transaction_that_waits_can_be_taken_back_by_its_sender() {
        var forum = new Forum(12);
        var contract = forum.deployed("ann");
        forum.story
                .when(calls("ann", contract, "one"), calls("bob", contract, "two", FIVE))
                .accepted();
        long id = forum.newestCase();
        var tx = forum.call(id).tx();
        var before = forum.balance(address("bob"));
        forum.story.when(does("ann", new Verb.Contracts.CancelTransaction(tx))).refused(Reason.NOT_SENDER);
        forum.story.when(does("bob", new Verb.Contracts.CancelTransaction(tx))).accepted();
        assertEquals(before.plus(FIVE), forum.balance(address("bob")));
        forum.story.when(does("bob", new Verb.Contracts.CancelTransaction(tx))).refused(Reason.TRANSACTION_UNKNOWN);
        forum.story.when(does("bob", new Verb.Contracts.SubmitAppeal(tx))).refused(Reason.TRANSACTION_UNKNOWN);
        var running = forum.call(id - 1).tx();
        forum.story
                .when(does("ann", new Verb.Contracts.CancelTransaction(running)))
                .refused(Reason.CASE_PHASE_WRONG);
        forum.settle();
        assertEquals("one", forum.page(contract, true));
    }

    /// [CTR-11] Nobody to draw: the next in the queue is not held up for ever.
    @Test
    void without_a_bench_transactions_are_canceled_one_after_another() {
        var forum = new Forum(0);
        forum.story.when(deploys("ann", "init")).accepted();
        var contract = forum.story.event(Event.Contracts.NewTransaction.class).recipient();
        forum.story.when(calls("bob", contract, "x", FIVE)).accepted();
        var before = forum.balance(address("bob"));
        forum.story.later(61);
        forum.story.later(61);
        forum.story.later(61);
        assertTrue(FullScan.all(forum.story.state, Tables.CASES).isEmpty());
        assertEquals(before.plus(FIVE), forum.balance(address("bob")));
        assertFalse(forum.story.event(Event.Contracts.TransactionClosed.class).decided());
    }

    // ── outcomes ──

    /// [CTR-6]
    @Test
    void outcomes_are_read_before_they_are_taken() {
        var court = Courtroom.court(32);
        var small = new CourtParams(
                60, 1, 5, 30, 20, 16, 1_000, 5, 10_000, 10_000, 50_000, 32, 128, 1_000_000_000, true, 1_024, 2);
        var forum = new Forum(12, small);
        assertNotEquals(court, small);
        var contract = forum.deployed("ann");
        forum.story
                .when(calls("bob", contract, "x"), calls("bob", contract, "y"))
                .accepted();
        forum.story.when(calls("bob", contract, "z")).refused(Reason.QUEUE_FULL);
        long id = forum.newestCase() - 1;
        forum.story.when(forum.proposes(id, new Blob(new byte[2_000]))).refused(Reason.OUTCOME_TOO_LARGE);
        forum.story.when(forum.proposes(id, new Blob(new byte[50]))).refused(Reason.OUTCOME_MALFORMED);
        var effects = new Outcome(
                Hash.ZERO,
                1,
                Blob.EMPTY,
                List.of(),
                List.of(new Outcome.SlotWrite(Forum.SLOT, 0, Forum.text("x"))),
                List.of(),
                List.of());
        forum.story.when(forum.proposes(id, effects)).refused(Reason.OUTCOME_MALFORMED);
        forum.story
                .when(does("ann", new Verb.Contracts.ProposeOutcome(id, 0, Blob.EMPTY)))
                .refused(Reason.LEADER_ONLY);
        forum.story
                .when(does("ann", new Verb.Contracts.ProposeOutcome(99, 0, Blob.EMPTY)))
                .refused(Reason.CASE_UNKNOWN);
        forum.story.when(forum.proposes(id, Blob.EMPTY)).accepted();
        assertEquals(CasePhase.LEADER_TIMEOUT, forum.at(id).phase());
        forum.settle();
        assertEquals("y", forum.page(contract, true));
    }

    /// [CTR-12]
    @Test
    void locked_slots_are_written_by_upgraders_only() {
        var forum = new Forum(12);
        var locked = Hash.parse("0xba005630745acf3014aaf162e9933040302ca0bef3f56fe2d73c0a08f82c610b");
        var upgraders = Hash.parse("0x21b9e013f74608b92947861287b3de76c2c076fe839b7994761bd950cc2e7566");
        forum.program = _ -> Forum.outcome(
                List.of(
                        new Outcome.SlotWrite(locked, 0, new Blob(new byte[] {1, 0, 0, 0})),
                        new Outcome.SlotWrite(locked, 4, new Blob(Forum.SLOT.bytes())),
                        new Outcome.SlotWrite(upgraders, 0, new Blob(new byte[] {1, 0, 0, 0})),
                        new Outcome.SlotWrite(
                                upgraders, 4, new Blob(address("carl").bytes()))),
                List.of());
        var contract = forum.deployed("ann");
        forum.program = Forum::sets;
        forum.story.when(calls("carl", contract, "mine")).accepted();
        forum.settle();
        assertEquals("mine", forum.page(contract, true));
        forum.story.when(calls("bob", contract, "theirs")).accepted();
        long id = forum.newestCase();
        forum.story.when();
        forum.story
                .when(forum.proposes(id, forum.program.apply(forum.call(id))))
                .refused(Reason.OUTCOME_LOCKED);
        forum.story.when(forum.proposes(id, Forum.fails())).accepted();
    }

    /// [CTR-6] [CRT-9] In a trap the bait stands where the run's digest would.
    @Test
    void a_trap_of_a_contract_is_a_wrong_digest() {
        var forum = new Forum(12, Courtroom.court(1));
        int traps = 0;
        Address contract = null;
        for (int i = 0; i < 12 && (traps < 2 || contract == null); i++) {
            forum.story.when(deploys("ann", "init")).accepted();
            contract = forum.story.event(Event.Contracts.NewTransaction.class).recipient();
            long id = forum.newestCase();
            while (forum.story.state.find(Tables.CASES, id).isPresent()) {
                if (forum.at(id).phase() != CasePhase.PROPOSING) {
                    forum.step();
                    continue;
                }
                var link =
                        Courtroom.links(forum.leader(id)).link(forum.round(id).leaf());
                boolean trap =
                        Ballot.trap(TestHashing.HASHING, link, forum.round(id).seed(), id, forum.number(id), 1);
                if (trap) traps++;
                var bait = Ballot.bait(TestHashing.HASHING, link, id, forum.number(id));
                forum.votes = _ -> trap ? Vote.VIOLATION : Vote.AGREE;
                forum.program = call -> new Outcome(
                        trap ? bait : new Hash(3, 3, 3, 3),
                        0,
                        Blob.EMPTY,
                        List.of(),
                        Forum.sets(call).writes(),
                        List.of(),
                        List.of());
                forum.step();
            }
        }
        assertTrue(traps >= 2, "some rounds were traps");
        assertEquals("init", forum.page(contract, true));
        assertTrue(forum.story.events(Event.Court.Slashed.class).isEmpty(), "nobody did wrong");
        assertTrue(forum.story.events(Event.Court.RoundDecided.class).stream()
                .anyMatch(decided -> decided.result() == RoundResult.TRAPPED));
    }

    // ── refusals ──

    /// [CTR-2]
    @Test
    void a_call_says_who_calls_whom_with_what() {
        var forum = new Forum(5);
        var contract = forum.deployed("ann");
        var story = forum.story;
        story.when(does("bob", call("ann", contract, Forum.data("x")))).refused(Reason.CALL_SENDER_WRONG);
        story.when(does("bob", call("bob", address("carl"), Forum.data("x")))).refused(Reason.CONTRACT_UNKNOWN);
        story.when(does("bob", call("bob", contract, Forum.text("no list")))).refused(Reason.CALL_MALFORMED);
        story.when(does("bob", call("bob", contract, Forum.data("a", "b", "c"))))
                .refused(Reason.CALL_MALFORMED);
        story.when(does("bob", call("bob", Address.ZERO, Forum.data("", "b")))).refused(Reason.CALL_MALFORMED);
        var until = new Verb.Contracts.AddTransactionUntil(call("bob", contract, Forum.data("x")), story.now);
        story.when(does("bob", until)).refused(Reason.CALL_EXPIRED);
        var later = new Verb.Contracts.AddTransactionUntil(call("bob", contract, Forum.data("x")), story.now + 9);
        story.when(does("bob", later)).accepted();
        story.when(calls("ghost", contract, "x", FIVE)).refused(Reason.BALANCE_TOO_LOW);
        forum.settle();
        assertEquals("x", forum.page(contract, true));
    }

    /// [CTR-2]
    @Test
    void leader_only_modes_are_a_sandboxs() {
        var params = stoa.types.Params.local();
        var data = new Blob(stoa.types.codec.Rlp.encode(stoa.types.codec.Rlp.Item.of(
                stoa.types.codec.Rlp.Item.of(new byte[] {1}),
                stoa.types.codec.Rlp.Item.of(new byte[] {1}),
                stoa.types.codec.Rlp.Item.of(new byte[] {1}))));
        assertTrue(params.sandbox());
        new Forum(5).story.when(does("bob", call("bob", Address.ZERO, data))).accepted();
        var story = Story.given(world -> world.params(stoa.types.Params.mainnet()));
        var tx = story.tx(does("bob", call("bob", Address.ZERO, data)), 0, false);
        story.transactions(1, List.of(tx)).refused(Reason.MODE_NOT_TAKEN);
    }

    private static Verb.Contracts.AddTransaction call(String who, Address contract, Blob data) {
        return new Verb.Contracts.AddTransaction(address(who), contract, 5, 3, data);
    }

    /// [DEL-3]
    @Test
    void a_delegate_calls_contracts_for_its_owner() {
        var forum = new Forum(5);
        var contract = forum.deployed("ann");
        forum.story.when(Verbs.delegates(
                "ann", TermsFor.delegate("app").scopes(Terms.SCOPE_CONTRACT).terms()));
        forum.story
                .when(Verbs.under(1, "app", calls("ann", contract, "agent", new Coin(3, 0))))
                .accepted();
        assertEquals(address("ann"), forum.call(forum.newestCase()).sender());
        forum.settle();
        assertEquals("agent", forum.page(contract, true));
        assertEquals(
                new Amount(3),
                forum.story.state.find(Tables.DELEGATIONS, 1L).orElseThrow().spent());
    }

    // ── chance ──

    /// [SUP-1] Random transactions, messages, votes and appeals; every block checks the books.
    @Test
    void money_is_constant_whatever_contracts_do() {
        var kinds = new TreeSet<String>();
        var alone = Long.getLong("seed");
        for (long seed = alone == null ? 0 : alone; seed < (alone == null ? 40 : alone + 1); seed++) {
            try {
                random(seed, kinds);
            } catch (AssertionError | RuntimeException | Halt failure) {
                throw new AssertionError("replay with -Dseed=" + seed, failure);
            }
        }
        if (alone != null) return;
        for (var kind : Event.Contracts.class.getPermittedSubclasses())
            assertTrue(kinds.contains(kind.getSimpleName()), kind.getSimpleName());
    }

    private static void random(long seed, TreeSet<String> kinds) {
        var random = new SplittableRandom(seed);
        var forum = new Forum(8 + random.nextInt(20));
        var contracts = new Address[] {forum.deployed("ann"), forum.deployed("bob")};
        forum.program = call -> switch (random.nextInt(4)) {
            case 0 -> Forum.fails();
            case 1 ->
                Forum.sends(
                        message(
                                random.nextBoolean(),
                                contracts[random.nextInt(2)],
                                new Coin(random.nextInt(4), 1),
                                "m"),
                        message(random.nextBoolean(), address("carl"), new Coin(0, random.nextInt(9)), ""));
            default -> Forum.writes(call, random.nextInt(300));
        };
        forum.votes = _ -> {
            int any = random.nextInt(12);
            return any == 0 ? Vote.DISAGREE : any == 1 ? Vote.VIOLATION : Vote.AGREE;
        };
        for (int i = 0; i < 40; i++) {
            int dice = random.nextInt(6);
            var who = random.nextBoolean() ? "ann" : "bob";
            var open = FullScan.all(forum.story.state, Tables.TRANSACTIONS);
            if (dice == 0) forum.story.when(calls(who, contracts[random.nextInt(2)], "w" + i, new Coin(1, 1)));
            else if (dice == 1 && !open.isEmpty()) {
                var tx = open.get(random.nextInt(open.size())).key();
                forum.story.when(does(who, new Verb.Contracts.SubmitAppeal(tx)));
            } else if (dice == 2 && !open.isEmpty()) {
                var tx = open.get(random.nextInt(open.size())).key();
                forum.story.when(does(who, new Verb.Contracts.CancelTransaction(tx)));
            } else if (dice == 3) forum.story.later(6);
            else loosely(forum);
        }
        forum.votes = _ -> Vote.AGREE;
        forum.program = Forum::sets;
        for (int i = 0;
                i < 400 && !FullScan.all(forum.story.state, Tables.CASES).isEmpty();
                i++) loosely(forum);
        assertEquals(0, FullScan.all(forum.story.state, Tables.CASES).size(), "every case ends");
        for (var contract : contracts) {
            var accepted = forum.story.state.scan(
                    Tables.STORAGE, stoa.types.Bytes.EMPTY, Tables.storageOf(contract, false), 999);
            for (var row : accepted) {
                var last = new StorageKey(
                        contract, true, row.key().slot(), row.key().page());
                assertEquals(
                        row.value(),
                        forum.story.state.find(Tables.STORAGE, last).orElseThrow());
            }
        }
        for (var event : forum.story.history) kinds.add(event.getClass().getSimpleName());
    }

    /// Chance may change a vote between commitment and reveal: then time decides.
    private static void loosely(Forum forum) {
        try {
            forum.step();
        } catch (AssertionError refused) {
            if (!String.valueOf(refused.getMessage()).contains("VOTE_OTHER")) throw refused;
            forum.story.later(6);
        }
    }

    private static String text(Blob words) {
        return new String(words.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
