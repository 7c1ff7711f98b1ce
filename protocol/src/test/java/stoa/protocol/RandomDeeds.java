// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import stoa.protocol.Story.Deed;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Counter;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Deeds that nobody planned: mostly near what is allowed, sometimes far from it.
final class RandomDeeds {
    private static final List<String> PEOPLE =
            List.of("ann", "bob", "carl", "olga", "otto", "oleg", "gateway", "app", "agent");
    private static final List<String> HOSTS = List.of("h1", "h2", "h3", "h4", "h5");
    private static final long[] AMOUNTS = {
        0, 1, 33, 999_999, 1_000_000, 1_000_001, 20_000_000, 150_000_000, 800_000_000_000L, 1_000_000_000_000L
    };

    private final SplittableRandom random;
    private final Story story;

    RandomDeeds(SplittableRandom random, Story story) {
        this.random = random;
        this.story = story;
    }

    Deed next() {
        return random.nextInt(5) == 0 ? acted() : plain(person());
    }

    private Deed plain(String who) {
        return switch (random.nextInt(19)) {
            case 0 -> Verbs.pays(who, person(), amount());
            case 1 ->
                Verbs.does(
                        who, new Verb.Transfer(address(person())), new Coin(amount(), random.nextInt(1_000_000_000)));
            case 2 -> Verbs.delegates(who, terms(person()).terms());
            case 3 -> passOn();
            case 4 -> Verbs.revokes(who, id(Counter.DELEGATIONS));
            case 5 -> Verbs.registers(who, host(), TINY);
            case 6 -> Verbs.updates(owner(), host(), "http://x", random.nextBoolean() ? TINY : BIG);
            case 7 -> random.nextInt(8) == 0 ? Verbs.retires(owner(), host()) : Verbs.deposits(who, host(), amount());
            case 8 -> Verbs.deposits(who, host(), amount());
            case 9 -> Verbs.withdraws(owner(), host(), amount());
            case 10, 11 ->
                Verbs.opens(who, model(), amount(), random.nextInt(70), random.nextInt(9) == 0 ? "bob" : who);
            case 12 -> Verbs.topsUp(payer(), session(), random.nextInt(3), amount());
            case 13 ->
                random.nextInt(3) == 0
                        ? Verbs.freezes(payer(), session(), random.nextInt(3))
                        : move(payer(), session(), random.nextInt(3));
            case 14, 15, 16 -> Verbs.settles(who, voucher(), voucher(), voucher());
            case 17 -> receipts(who);
            default -> random.nextInt(3) == 0 ? Verbs.closes(payer(), session()) : registrar();
        };
    }

    private Deed passOn() {
        long parent = id(Counter.DELEGATIONS);
        return Verbs.passesOn(delegateOf(parent), parent, childTerms());
    }

    private Deed registrar() {
        return switch (random.nextInt(40)) {
            case 0 -> Verbs.retiresModel("registrar", model());
            case 1 -> Verbs.addsModel("registrar", "m" + random.nextInt(5), Story.PRICES);
            default -> Verbs.settles("bob", voucher());
        };
    }

    private Deed acted() {
        long delegation = id(Counter.DELEGATIONS);
        var delegate = delegateOf(delegation);
        var owner = story.state
                .find(Tables.DELEGATIONS, delegation)
                .map(found -> nameOf(found.owner()))
                .orElse("ann");
        return Verbs.under(delegation, delegate, plain(owner));
    }

    private Deed move(String who, long session, int from) {
        long obol = amount() / 10;
        if (random.nextInt(3) == 0) return Verbs.moves(who, session, from, random.nextInt(3), obol);
        var lane = lane(session, from);
        var signer = lane.map(Lane::host).orElse(Address.ZERO);
        long total = lane.map(found -> found.released().obol()).orElse(0L) + obol;
        return Verbs.moves(who, session, from, random.nextInt(3), obol, signer, total);
    }

    private SignedVoucher voucher() {
        long session = session();
        int at = random.nextInt(3);
        var lane = lane(session, at);
        long earned = lane.map(found -> found.earned().obol()).orElse(0L) + random.nextLong(3_000_000);
        long count = lane.map(Lane::count).orElse(0L) + random.nextInt(6) - 1;
        var payer = story.state
                .find(Tables.SESSIONS, session)
                .map(found -> found.sessionKey())
                .orElse(Address.ZERO);
        long ceiling = earned + random.nextLong(2_000_000) - random.nextLong(2) * 100_000;
        return Verbs.signedBy(
                random.nextInt(20) == 0 ? address("ann") : payer,
                session,
                at,
                Math.max(0, count),
                earned,
                Math.max(0, ceiling));
    }

    private Deed receipts(String who) {
        long session = session();
        int at = random.nextInt(3);
        var lane = lane(session, at);
        var signer = lane.map(Lane::host).orElse(Address.ZERO);
        long index = lane.map(Lane::nextIndex).orElse(0L) + (random.nextInt(9) == 0 ? 1 : 0);
        return Verbs.posts(who, session, at, signer, index, random.nextLong(900_000), random.nextLong(900_000));
    }

    private Optional<Lane> lane(long session, int lane) {
        return story.state.find(Tables.LANES, new LaneKey(session, lane));
    }

    private TermsFor terms(String delegate) {
        return TermsFor.delegate(delegate)
                .perPeriod(1 + random.nextLong(400_000_000), 1 + random.nextInt(90))
                .perRequest(200_000_000)
                .depth(random.nextInt(3))
                .total(1_000_000_000);
    }

    private stoa.types.state.Terms childTerms() {
        return terms(person())
                .depth(random.nextInt(2))
                .perPeriod(random.nextLong(200_000_000), 120)
                .terms();
    }

    private String delegateOf(long delegation) {
        if (random.nextInt(10) == 0) return person();
        return story.state
                .find(Tables.DELEGATIONS, delegation)
                .map(found -> nameOf(found.terms().delegate()))
                .orElse("gateway");
    }

    private String payer() {
        return PEOPLE.get(random.nextInt(3));
    }

    private String owner() {
        return PEOPLE.get(random.nextInt(7));
    }

    private String person() {
        return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    private String host() {
        return HOSTS.get(random.nextInt(HOSTS.size()));
    }

    private ModelId model() {
        return random.nextInt(5) == 0 ? BIG : TINY;
    }

    private long session() {
        return id(Counter.SESSIONS);
    }

    /// One of those given so far, or the one after.
    private long id(Counter counter) {
        long last = story.state.find(Tables.COUNTERS, counter).orElse(0L);
        return 1 + random.nextLong(last + (random.nextInt(10) == 0 ? 2 : 1));
    }

    private long amount() {
        return random.nextInt(3) == 0 ? random.nextLong(300_000_000) : AMOUNTS[random.nextInt(AMOUNTS.length)];
    }

    private static String nameOf(Address address) {
        for (var name : PEOPLE) if (address(name).equals(address)) return name;
        return "nobody";
    }
}
