// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import stoa.protocol.Story.Deed;
import stoa.protocol.court.Court;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.Params;
import stoa.types.court.Ballot;
import stoa.types.court.Links;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.Round;
import stoa.types.state.RoundKey;
import stoa.types.state.Seat;
import stoa.types.state.Tables;
import stoa.types.state.Vote;
import stoa.types.tx.Verb;

/// A bench of voters v0, v1, … of owners o0, o1, …, each with 1,000 STOA of collateral, and one case at a time before
/// them. Unless a test says so no round is a trap. Fees are those of the worked examples: 100 for a leader, 200 for a
/// vote.
final class Courtroom {
    static final Hash RIGHT = new Hash(1, 1, 1, 1);
    static final Hash WRONG = new Hash(2, 2, 2, 2);
    private static final ConcurrentHashMap<String, Links> LINKS = new ConcurrentHashMap<>();

    final Story story;
    final TestKind kind;
    final TreeMap<Address, String> names = new TreeMap<>();
    private final List<Deed> after = new ArrayList<>();
    long caseId;

    Courtroom(int voters) {
        this(voters, court(32), true);
    }

    Courtroom(int voters, CourtParams court, boolean led) {
        this.kind = new TestKind(led);
        var hashing = TestHashing.HASHING;
        var bench = new Court(hashing, List.of(kind));
        IntFunction<Rules> rules = _ -> new TestKind.Door(new RulesV1(hashing, bench), bench);
        this.story = Story.given(
                world -> {
                    world.params(new ParamsFor(Params.local())
                                    .court(court)
                                    .epoch(86_400)
                                    .params())
                            .noHosts();
                    for (int i = 0; i < voters; i++) world.host("v" + i, "o" + i, Story.stoa(1_000), 0);
                    return world;
                },
                rules);
        var enlists = new ArrayList<Deed>();
        for (int i = 0; i < voters; i++) {
            names.put(Names.address("v" + i), "v" + i);
            enlists.add(Verbs.does(
                    "o" + i,
                    new Verb.Court.Enlist(Names.address("v" + i), links("v" + i).root())));
        }
        story.when(enlists.toArray(Deed[]::new)).accepted();
    }

    /// @param trapBits 32 for no traps
    static CourtParams court(int trapBits) {
        return new CourtParams(
                60, 1, 5, 30, 20, 16, 1_000, 5, 10_000, 10_000, 50_000, trapBits, 128, 1_000_000_000, true, 1 << 19, 9);
    }

    static Links links(String host) {
        return LINKS.computeIfAbsent(
                host, name -> new Links(TestHashing.HASHING, name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    // ── what happens ──

    /// ann opens a case and its panel is drawn.
    Courtroom open(int size, int rotations, int prepaid) {
        caseId = story.state
                        .find(Tables.COUNTERS, stoa.types.state.Counter.CASES)
                        .orElse(0L)
                + 1;
        door("ann", TestKind.Door.OPEN + size + " " + rotations + " " + prepaid);
        story.accepted();
        return drawn();
    }

    /// A block passes, and with it a seed.
    Courtroom drawn() {
        story.when();
        return this;
    }

    void door(String who, String words) {
        story.when(deed(who, words));
    }

    static Deed deed(String who, String words) {
        return Verbs.does(who, new Verb.UpdateHost(Address.ZERO, words, List.of()));
    }

    Courtroom propose(Hash outcome) {
        door(name(seats().getFirst()), TestKind.Door.PROPOSE + caseId + " " + number() + " " + outcome);
        story.accepted();
        return this;
    }

    Courtroom late() {
        door(name(seats().getFirst()), TestKind.Door.PROPOSE + caseId + " " + number() + " late");
        story.accepted();
        return this;
    }

    /// Everyone who has no vote yet commits to its vote, all in one block, and reveals it in the next, and the leader
    /// opens its link; null stands for whoever does not come.
    Courtroom vote(IntFunction<Vote> votes) {
        return commit(votes).reveal(votes);
    }

    Courtroom commit(IntFunction<Vote> votes) {
        var deeds = new ArrayList<Deed>();
        var seats = seats();
        for (int i = 0; i < seats.size(); i++) {
            if (seats.get(i).committed() || votes.apply(i) == null) continue;
            deeds.add(Verbs.does(
                    name(seats.get(i)),
                    new Verb.Court.CommitVote(
                            caseId,
                            number(),
                            i,
                            commitment(ballot(votes.apply(i)), seats.get(i).host()))));
        }
        story.when(deeds.toArray(Deed[]::new)).accepted();
        return this;
    }

    Courtroom reveal(IntFunction<Vote> votes) {
        return reveal(votes, true);
    }

    /// @param link whether the leader opens its link
    Courtroom reveal(IntFunction<Vote> votes, boolean link) {
        var deeds = new ArrayList<Deed>();
        var seats = seats();
        for (int i = 0; i < seats.size(); i++) {
            if (seats.get(i).vote() != Vote.NONE || !seats.get(i).committed() || votes.apply(i) == null) continue;
            deeds.add(Verbs.does(
                    name(seats.get(i)), new Verb.Court.RevealVote(caseId, number(), i, ballot(votes.apply(i)))));
        }
        if (round().led() && link) deeds.add(opens());
        deeds.addAll(after);
        after.clear();
        story.when(deeds.toArray(Deed[]::new)).accepted();
        return this;
    }

    /// In the block of the next reveals, after them.
    void after(Deed deed) {
        after.add(deed);
    }

    /// The leader opens its link.
    Deed opens() {
        var leader = name(seats().getFirst());
        int leaf = round().leaf();
        return Verbs.does(
                leader,
                new Verb.Court.OpenLink(
                        caseId,
                        number(),
                        links(leader).link(leaf),
                        links(leader).path(leaf)));
    }

    /// The first `most` seats say one thing, the others another.
    Courtroom vote(int most, Vote one, Vote other) {
        return vote(i -> i < most ? one : other);
    }

    Deed appeals(String who) {
        return Verbs.does(who, new Verb.Court.Appeal(caseId), Coin.of(Amount.stoa(1)));
    }

    Courtroom appeal(String who) {
        story.when(appeals(who)).accepted();
        return drawn();
    }

    /// The appeal window ends.
    Courtroom end() {
        for (int i = 0; i < 40 && story.state.find(Tables.CASES, caseId).isPresent(); i++) story.block(5);
        return this;
    }

    // ── what is true ──

    Case at() {
        return story.state.find(Tables.CASES, caseId).orElseThrow();
    }

    Courtroom phase(CasePhase phase) {
        assertEquals(phase, at().phase());
        return this;
    }

    boolean open() {
        return story.state.find(Tables.CASES, caseId).isPresent();
    }

    int number() {
        return at().rounds() - 1;
    }

    Round round() {
        return story.state.find(Tables.ROUNDS, new RoundKey(caseId, number())).orElseThrow();
    }

    List<Seat> seats() {
        var seats = new ArrayList<Seat>();
        for (var row : story.state.scan(Tables.CASE_SEATS, Bytes.EMPTY, Tables.seatsOf(caseId, number()), 1 << 16))
            seats.add(row.value());
        return seats;
    }

    String name(Seat seat) {
        return names.get(seat.host());
    }

    Ballot ballot(Vote vote) {
        var result = vote == Vote.AGREE ? round().outcome() : vote == Vote.DISAGREE ? RIGHT : Hash.ZERO;
        return new Ballot(vote, result, Hash.ZERO, new Hash(9, 9, 9, 9));
    }

    Hash commitment(Ballot ballot, Address host) {
        return ballot.commitment(TestHashing.HASHING, story.genesis.hash(TestHashing.HASHING), caseId, number(), host);
    }

    static Amount wallet(Story story, String who) {
        return new Amount(Facts.balanceOf(story, who).obol());
    }

    long collateral() {
        long sum = 0;
        for (var row : FullScan.all(story.state, Tables.HOSTS))
            sum += row.value().collateral().obol();
        return sum;
    }
}
