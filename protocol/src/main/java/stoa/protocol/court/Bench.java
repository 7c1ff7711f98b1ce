// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Host;
import stoa.types.state.Sitter;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Who sits on panels, and with what power.
public final class Bench {
    private static final int CHUNK = 256;
    private static final Sitter NOBODY = new Sitter(Hash.ZERO, 0, 0, true);

    private Bench() {}

    // ── rules ──

    /// [CRT-4] A host joins with the root of its links; while it sits it cannot change them.
    static Verdict enlist(State state, Actor actor, Verb.Court.Enlist verb) {
        var host = state.find(Tables.HOSTS, verb.host());
        if (host.isEmpty()) return Verdict.rejected(Reason.HOST_UNKNOWN);
        if (!speaksFor(actor, verb.host(), host.get())) return Verdict.rejected(Reason.HOST_NOT_YOURS);
        if (host.get().retired()) return Verdict.rejected(Reason.HOST_RETIRED);
        if (verb.root().isZero()) return Verdict.rejected(Reason.ROOT_ZERO);
        if (of(state, verb.host()).seats() > 0) return Verdict.rejected(Reason.BENCH_SEATED);
        return Verdict.accepted(new Event.Court.HostEnlisted(verb.host(), verb.root()));
    }

    /// [CRT-4] It takes no more seats; those it has stay its own.
    static Verdict discharge(State state, Actor actor, Verb.Court.Discharge verb) {
        var host = state.find(Tables.HOSTS, verb.host());
        if (host.isEmpty()) return Verdict.rejected(Reason.HOST_UNKNOWN);
        if (!speaksFor(actor, verb.host(), host.get())) return Verdict.rejected(Reason.HOST_NOT_YOURS);
        if (of(state, verb.host()).leaving()) return Verdict.rejected(Reason.NOT_ON_BENCH);
        return Verdict.accepted(new Event.Court.HostEnlisted(verb.host(), Hash.ZERO));
    }

    /// A host's own key, or its owner, or the owner's delegate.
    static boolean speaksFor(Actor actor, Address address, Host host) {
        return actor.account().equals(address) || actor.account().equals(host.owner());
    }

    /// [CRT-4] Whether a host has seats of open cases: its collateral stays.
    public static boolean sits(State state, Address host) {
        return of(state, host).seats() > 0;
    }

    /// [CRT-5] Hosts on the bench that have something to lose, by the backed part of their weight over all models;
    /// where `collateralVotes` holds their collateral counts as well.
    public static List<Draw.Entrant> entrants(State state, World world) {
        var entrants = new ArrayList<Draw.Entrant>();
        byte[] from = Bytes.EMPTY;
        while (true) {
            var rows = state.scan(Tables.BENCH, from, Bytes.EMPTY, CHUNK);
            for (var row : rows) {
                if (!row.value().ready()) continue;
                var host = state.find(Tables.HOSTS, row.key()).orElseThrow();
                var least = new Amount(world.params().court().leastStakeObol());
                if (host.retired() || host.collateral().below(least)) continue;
                long power = power(state, world, row.key(), host);
                if (power > 0) entrants.add(new Draw.Entrant(row.key(), host.owner(), power));
            }
            if (rows.size() < CHUNK) return entrants;
            from = Bytes.concat(Tables.BENCH.keys().encode(rows.getLast().key()), new byte[1]);
        }
    }

    /// Those who have not left the bench since they were drawn.
    static List<Address> present(State state, List<Address> alternates) {
        var present = new ArrayList<Address>();
        for (var host : alternates) if (!of(state, host).leaving()) present.add(host);
        return present;
    }

    private static long power(State state, World world, Address address, Host host) {
        var params = world.params();
        long power = params.court().collateralVotes() ? host.collateral().obol() / params.collateralPerWeightObol() : 0;
        for (ModelId model : host.models())
            power += state.find(Tables.STANDING, new StandingKey(model, address))
                    .map(standing -> Math.min(standing.backed(), Draw.MOST_WEIGHT))
                    .orElse(0L);
        return Math.min(power, Draw.MOST_WEIGHT);
    }

    static Sitter of(State state, Address host) {
        return state.find(Tables.BENCH, host).orElse(NOBODY);
    }

    // ── evolve ──

    static void enlisted(Draft draft, Event.Court.HostEnlisted event) {
        var before = of(draft, event.host());
        if (!event.root().isZero())
            draft.put(Tables.BENCH, event.host(), new Sitter(event.root(), 0, before.seats(), false));
        else if (before.seats() == 0) draft.remove(Tables.BENCH, event.host());
        else draft.put(Tables.BENCH, event.host(), new Sitter(before.root(), before.used(), before.seats(), true));
    }

    /// A seat less.
    static void rise(Draft draft, Address host) {
        var before = of(draft, host);
        int seats = before.seats() - 1;
        if (seats == 0 && before.leaving()) draft.remove(Tables.BENCH, host);
        else draft.put(Tables.BENCH, host, new Sitter(before.root(), before.used(), seats, before.leaving()));
    }

    /// A seat more.
    static void sit(Draft draft, Address host) {
        var before = of(draft, host);
        draft.put(Tables.BENCH, host, new Sitter(before.root(), before.used(), before.seats() + 1, before.leaving()));
    }

    /// [CRT-9] The next link is this round's.
    ///
    /// @return its place
    static int lead(Draft draft, Address host) {
        var before = of(draft, host);
        draft.put(Tables.BENCH, host, new Sitter(before.root(), before.used() + 1, before.seats(), before.leaving()));
        return before.used();
    }
}
