// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import stoa.protocol.Actor;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.court.Cases;
import stoa.protocol.court.Court;
import stoa.protocol.delegations.Spending;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.codec.Malformed;
import stoa.types.contract.Addresses;
import stoa.types.contract.CallData;
import stoa.types.contract.Outcome;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// What people ask of contracts, and what leaders answer.
public record Calls(Hashing hashing, Court court) {
    /// Slots of the root in which a contract keeps its locked slots and its upgraders.
    private static final Hash LOCKED = Hash.parse("0xba005630745acf3014aaf162e9933040302ca0bef3f56fe2d73c0a08f82c610b");

    private static final Hash UPGRADERS =
            Hash.parse("0x21b9e013f74608b92947861287b3de76c2c076fe839b7994761bd950cc2e7566");
    private static final int MOST_LISTED = 4_096;

    public Verdict decide(State state, World world, Actor actor, Verb.Contracts verb) {
        return switch (verb) {
            case Verb.Contracts.AddTransaction v -> add(state, world, actor, v, 0);
            case Verb.Contracts.AddTransactionUntil v -> add(state, world, actor, v.call(), v.validUntil());
            case Verb.Contracts.ProposeOutcome v -> propose(state, world, actor, v);
            case Verb.Contracts.SubmitAppeal v ->
                find(state, v.tx())
                        .map(caseId -> court.appeal(state, world, actor, new Verb.Court.Appeal(caseId)))
                        .orElseGet(Calls::unknown);
            case Verb.Contracts.CancelTransaction v ->
                find(state, v.tx())
                        .map(caseId -> cancel(state, world, actor, caseId))
                        .orElseGet(Calls::unknown);
        };
    }

    private static Optional<Long> find(State state, Hash tx) {
        return state.find(Tables.TRANSACTIONS, tx);
    }

    private static Verdict unknown() {
        return Verdict.rejected(Reason.TRANSACTION_UNKNOWN);
    }

    // ── transactions ──

    /// [CTR-2] [CTR-3] A call of a contract, or a contract's deployment: its value and what its panels may cost leave
    /// the sender at once.
    private Verdict add(State state, World world, Actor actor, Verb.Contracts.AddTransaction verb, long validUntil) {
        if (!verb.sender().equals(actor.account())) return Verdict.rejected(Reason.CALL_SENDER_WRONG);
        if (validUntil != 0 && validUntil < world.timeSeconds()) return Verdict.rejected(Reason.CALL_EXPIRED);
        boolean deploys = verb.recipient().isZero();
        CallData data;
        try {
            data = CallData.parse(verb.data(), deploys);
        } catch (Malformed _) {
            return Verdict.rejected(Reason.CALL_MALFORMED);
        }
        if (deploys && data.code().isEmpty()) return Verdict.rejected(Reason.CALL_MALFORMED);
        if (data.leaderOnly() && !world.params().sandbox()) return Verdict.rejected(Reason.MODE_NOT_TAKEN);
        var address = deploys ? Addresses.contract(hashing, world.genesis(), actor.tx()) : verb.recipient();
        var contract = state.find(Tables.CONTRACTS, address);
        if (contract.isEmpty() && !deploys) return Verdict.rejected(Reason.CONTRACT_UNKNOWN);
        if (contract.isPresent()
                && contract.get().waiting() >= world.params().court().maxQueue())
            return Verdict.rejected(Reason.QUEUE_FULL);
        var advance = actor.free() ? Amount.ZERO : Fees.prepaid(verb);
        var spending = Spending.lock(
                state, world, actor.delegation(), rounded(actor.value()).plus(advance));
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!Accounts.of(state, actor.account()).balance().covers(actor.value().plus(advance)))
            return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        var plan = new Plan(hashing, state, world);
        spent.events().forEach(plan::add);
        var entry = new Plan.Entry(
                actor.tx(),
                deploys,
                address,
                actor.account(),
                actor.account(),
                actor.value(),
                Hash.ZERO,
                actor.free(),
                data.calldata(),
                data.code());
        plan.queue(entry, actor.account(), Panels.place(verb.validators()), Panels.rotations(verb.rotations()));
        return Verdict.accepted(List.copyOf(plan.events()));
    }

    private static Amount rounded(Coin coin) {
        return new Amount(Math.min(Amount.CAP_OBOL / 2, coin.obol() + (coin.isWhole() ? 0 : 1)));
    }

    /// [CTR-11] By its sender, before a panel is at work on it.
    private Verdict cancel(State state, World world, Actor actor, long caseId) {
        if (!Cases.of(state, caseId).opener().equals(actor.account())) return Verdict.rejected(Reason.NOT_SENDER);
        return court.cancel(state, world, caseId);
    }

    // ── outcomes ──

    /// [CTR-6] The leader's outcome; empty when its run took too long.
    private Verdict propose(State state, World world, Actor actor, Verb.Contracts.ProposeOutcome verb) {
        long caseId = verb.caseId();
        if (state.find(Tables.CONTRACT_CALLS, caseId).isEmpty()) return Verdict.rejected(Reason.CASE_UNKNOWN);
        if (verb.outcome().isEmpty()) return court.propose(state, world, actor, caseId, verb.round(), Hash.ZERO, true);
        if (verb.outcome().length() > world.params().court().maxOutcomeBytes())
            return Verdict.rejected(Reason.OUTCOME_TOO_LARGE);
        Outcome outcome;
        try {
            outcome = Outcome.parse(verb.outcome());
        } catch (Malformed _) {
            return Verdict.rejected(Reason.OUTCOME_MALFORMED);
        }
        if (writesLocked(state, caseId, outcome)) return Verdict.rejected(Reason.OUTCOME_LOCKED);
        var result = Outcome.result(hashing, outcome.execution(), verb.outcome());
        var verdict = court.propose(state, world, actor, caseId, verb.round(), result, false);
        if (!(verdict instanceof Verdict.Accepted accepted)) return verdict;
        var events = new ArrayList<Event>();
        events.add(new Event.Contracts.OutcomePosted(caseId, verb.round(), verb.outcome()));
        events.addAll(accepted.events());
        return Verdict.accepted(events);
    }

    /// [CTR-12] Slots that a contract has locked are written by its upgraders only.
    private static boolean writesLocked(State state, long caseId, Outcome outcome) {
        var call = Queue.call(state, caseId);
        if (call.deploys() || outcome.writes().isEmpty()) return false;
        var locked = list(state, call.contract(), LOCKED, Hash.BYTES);
        if (locked.isEmpty()) return false;
        var upgraders = list(state, call.contract(), UPGRADERS, Address.BYTES);
        if (upgraders.contains(new Blob(call.sender().bytes()))) return false;
        for (var write : outcome.writes())
            if (locked.contains(new Blob(write.slot().bytes()))) return true;
        return false;
    }

    /// A slot that holds a count, 4 bytes, lowest first, and so many items.
    private static TreeSet<Blob> list(State state, Address contract, Hash slot, int itemBytes) {
        var count = Storage.read(state, contract, slot, 0, 4);
        long items = (count[0] & 0xff) | (count[1] & 0xff) << 8 | (count[2] & 0xff) << 16 | (count[3] & 0xffL) << 24;
        var found = new TreeSet<Blob>();
        for (int i = 0; i < Math.min(items, MOST_LISTED); i++)
            found.add(new Blob(Storage.read(state, contract, slot, 4 + (long) i * itemBytes, itemBytes)));
        return found;
    }
}
