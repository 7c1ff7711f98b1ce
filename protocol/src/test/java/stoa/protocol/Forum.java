// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import stoa.protocol.Story.Deed;
import stoa.types.Address;
import stoa.types.Blob;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.Params;
import stoa.types.codec.Rlp;
import stoa.types.contract.Message;
import stoa.types.contract.Outcome;
import stoa.types.court.Ballot;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.Round;
import stoa.types.state.RoundKey;
import stoa.types.state.Seat;
import stoa.types.state.StorageKey;
import stoa.types.state.Tables;
import stoa.types.state.Vote;
import stoa.types.tx.Verb;

/// Contracts and a bench of voters v0, v1, … who agree on whatever a program says a call comes to. Calldata are words;
/// a program sees them and answers with an outcome.
final class Forum {
    static final Hash SLOT = new Hash(7, 7, 7, 7);
    private static final Hash SALT = new Hash(4, 4, 4, 4);

    final Story story;
    private final TreeMap<Address, String> names = new TreeMap<>();
    private final TreeMap<Long, Event.Contracts.TransactionQueued> queued = new TreeMap<>();
    private int seen;
    /// What a call comes to.
    Function<Event.Contracts.TransactionQueued, Outcome> program = Forum::sets;
    /// How a seat votes on a case; null for not at all.
    Function<Long, Vote> votes = _ -> Vote.AGREE;

    Forum(int voters) {
        this(voters, Courtroom.court(32));
    }

    Forum(int voters, CourtParams court) {
        story = Story.given(world -> {
            world.params(new ParamsFor(Params.local())
                            .court(court)
                            .epoch(86_400)
                            .params())
                    .noHosts();
            for (int i = 0; i < voters; i++) world.host("v" + i, "o" + i, Story.stoa(1_000), 0);
            return world;
        });
        var enlists = new ArrayList<Deed>();
        for (int i = 0; i < voters; i++) {
            names.put(Names.address("v" + i), "v" + i);
            var root = Courtroom.links("v" + i).root();
            enlists.add(Verbs.does("o" + i, new Verb.Court.Enlist(Names.address("v" + i), root)));
        }
        story.when(enlists.toArray(Deed[]::new)).accepted();
    }

    // ── transactions ──

    static Deed deploys(String who, String words) {
        return adds(who, Address.ZERO, Coin.ZERO, data("code", words));
    }

    static Deed calls(String who, Address contract, String words) {
        return calls(who, contract, words, Coin.ZERO);
    }

    static Deed calls(String who, Address contract, String words, Coin value) {
        return adds(who, contract, value, data(words));
    }

    static Deed adds(String who, Address recipient, Coin value, Blob data) {
        return Verbs.does(who, new Verb.Contracts.AddTransaction(Names.address(who), recipient, 5, 3, data), value);
    }

    static Blob data(String... words) {
        var items = new Rlp.Item[words.length + 1];
        for (int i = 0; i < words.length; i++) items[i] = Rlp.Item.of(words[i].getBytes(StandardCharsets.UTF_8));
        items[words.length] = Rlp.Item.of(Bytes.EMPTY);
        return new Blob(Rlp.encode(Rlp.Item.of(items)));
    }

    /// Deploys a contract to the end and returns where it is.
    Address deployed(String who) {
        story.when(deploys(who, "init")).accepted();
        var address = story.event(Event.Contracts.NewTransaction.class).recipient();
        settle();
        return address;
    }

    // ── outcomes ──

    /// The slot says the words of the calldata, at most 16 bytes, and nothing else.
    static Outcome sets(Event.Contracts.TransactionQueued call) {
        var words = new Blob(java.util.Arrays.copyOf(call.calldata().bytes(), 16));
        return outcome(List.of(new Outcome.SlotWrite(SLOT, 0, words)), List.of());
    }

    /// Writes the words of the calldata to the slot, at this offset.
    static Outcome writes(Event.Contracts.TransactionQueued call, long offset) {
        return outcome(List.of(new Outcome.SlotWrite(SLOT, offset, call.calldata())), List.of());
    }

    static Outcome sends(Message... messages) {
        return outcome(List.of(), List.of(messages));
    }

    static Outcome outcome(List<Outcome.SlotWrite> writes, List<Message> messages) {
        return new Outcome(new Hash(3, 3, 3, 3), 0, Blob.EMPTY, List.of(), writes, messages, List.of());
    }

    static Outcome fails() {
        return new Outcome(new Hash(3, 3, 3, 3), 1, text("no"), List.of(), List.of(), List.of(), List.of());
    }

    static Message message(boolean onAcceptance, Address to, Coin value, String words) {
        return new Message(false, onAcceptance, to, value, text(words), Blob.EMPTY, BigInteger.ZERO);
    }

    static Message deployment(Coin value, BigInteger salt) {
        return new Message(true, false, Address.ZERO, value, text("init"), text("code"), salt);
    }

    static Blob text(String words) {
        return new Blob(words.getBytes(StandardCharsets.UTF_8));
    }

    // ── the bench at work ──

    /// One block in which everybody does what is to be done.
    Forum step() {
        var deeds = new ArrayList<Deed>();
        for (var row : FullScan.all(story.state, Tables.CASES)) {
            var phase = row.value().phase();
            if (phase == CasePhase.PROPOSING) deeds.add(proposes(row.key(), program.apply(call(row.key()))));
            if (phase == CasePhase.COMMITTING || phase == CasePhase.APPEAL_COMMITTING) commits(row.key(), deeds);
            if (phase == CasePhase.REVEALING || phase == CasePhase.APPEAL_REVEALING) reveals(row.key(), deeds);
        }
        story.when(deeds.toArray(Deed[]::new)).accepted();
        return this;
    }

    Forum steps(int count) {
        for (int i = 0; i < count; i++) step();
        return this;
    }

    /// Until no case is open.
    Forum settle() {
        for (int i = 0; i < 400 && !FullScan.all(story.state, Tables.CASES).isEmpty(); i++) step();
        assertEquals(0, FullScan.all(story.state, Tables.CASES).size(), "every case ends");
        return this;
    }

    /// Until a case is in this phase.
    Forum until(long caseId, CasePhase phase) {
        for (int i = 0; i < 100 && at(caseId).phase() != phase; i++) step();
        assertEquals(phase, at(caseId).phase());
        return this;
    }

    Deed proposes(long caseId, Outcome outcome) {
        return proposes(caseId, new Blob(Outcome.CODEC.encode(outcome)));
    }

    Deed proposes(long caseId, Blob outcome) {
        var leader = names.get(seats(caseId).getFirst().host());
        return Verbs.does(leader, new Verb.Contracts.ProposeOutcome(caseId, number(caseId), outcome));
    }

    private void commits(long caseId, List<Deed> deeds) {
        var seats = seats(caseId);
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            if (seat.committed() || votes.apply(caseId) == null) continue;
            var hash = ballot(caseId)
                    .commitment(
                            TestHashing.HASHING,
                            story.genesis.hash(TestHashing.HASHING),
                            caseId,
                            number(caseId),
                            seat.host());
            deeds.add(Verbs.does(names.get(seat.host()), new Verb.Court.CommitVote(caseId, number(caseId), i, hash)));
        }
    }

    private void reveals(long caseId, List<Deed> deeds) {
        var seats = seats(caseId);
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            if (seat.vote() != Vote.NONE || !seat.committed()) continue;
            deeds.add(Verbs.does(
                    names.get(seat.host()), new Verb.Court.RevealVote(caseId, number(caseId), i, ballot(caseId))));
        }
        var round = round(caseId);
        if (!round.led() || !round.link().isZero()) return;
        var leader = names.get(seats.getFirst().host());
        var links = Courtroom.links(leader);
        deeds.add(Verbs.does(
                leader,
                new Verb.Court.OpenLink(caseId, number(caseId), links.link(round.leaf()), links.path(round.leaf()))));
    }

    private Ballot ballot(long caseId) {
        var vote = votes.apply(caseId);
        return new Ballot(vote == null ? Vote.DISAGREE : vote, Hash.ZERO, Hash.ZERO, SALT);
    }

    // ── what is true ──

    Event.Contracts.TransactionQueued call(long caseId) {
        for (; seen < story.history.size(); seen++)
            if (story.history.get(seen) instanceof Event.Contracts.TransactionQueued each)
                queued.put(each.caseId(), each);
        return queued.get(caseId);
    }

    Case at(long caseId) {
        return story.state.find(Tables.CASES, caseId).orElseThrow();
    }

    int number(long caseId) {
        return at(caseId).rounds() - 1;
    }

    Round round(long caseId) {
        return story.state
                .find(Tables.ROUNDS, new RoundKey(caseId, number(caseId)))
                .orElseThrow();
    }

    List<Seat> seats(long caseId) {
        var seats = new ArrayList<Seat>();
        for (var row :
                story.state.scan(Tables.CASE_SEATS, Bytes.EMPTY, Tables.seatsOf(caseId, number(caseId)), 1 << 16))
            seats.add(row.value());
        return seats;
    }

    String leader(long caseId) {
        return names.get(seats(caseId).getFirst().host());
    }

    /// What the slot's first page says, trailing zeros left out.
    String page(Address contract, boolean finalized) {
        return story.state
                .find(Tables.STORAGE, new StorageKey(contract, finalized, SLOT, 0))
                .map(page -> new String(page.bytes(), StandardCharsets.UTF_8))
                .orElse("");
    }

    long newestCase() {
        return story.event(Event.Contracts.TransactionQueued.class).caseId();
    }

    Coin balance(Address address) {
        return story.state
                .find(Tables.ACCOUNTS, address)
                .map(account -> account.balance())
                .orElse(Coin.ZERO);
    }
}
