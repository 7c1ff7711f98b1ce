// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Draw;
import stoa.types.Hashing;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.event.Event;
import stoa.types.state.DrawKey;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.SessionStep;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;

/// Which hosts serve a session, and for how much of its deposit.
public final class Seats {
    private static final String TAG = "seats";
    private static final int CHUNK = 64;

    private Seats() {}

    // ── rules ──

    /// [MKT-2] Those who may be drawn for a model: active hosts that serve it, by the part of their weight that
    /// collateral backs.
    public static List<Draw.Entrant> entrants(State state, ModelId model) {
        return entrants(state, model, Integer.MAX_VALUE);
    }

    /// Whether anyone could be drawn.
    static boolean any(State state, ModelId model) {
        return !entrants(state, model, 1).isEmpty();
    }

    private static List<Draw.Entrant> entrants(State state, ModelId model, int most) {
        var entrants = new ArrayList<Draw.Entrant>();
        byte[] from = Bytes.EMPTY;
        while (true) {
            var rows = state.scan(Tables.STANDING, from, Tables.standingOf(model), CHUNK);
            for (var row : rows) {
                var host = state.find(Tables.HOSTS, row.key().host()).orElseThrow();
                boolean serves = !host.retired() && host.models().contains(model);
                if (!serves || row.value().backed() == 0) continue;
                long weight = Math.min(row.value().backed(), Draw.MOST_WEIGHT);
                entrants.add(new Draw.Entrant(row.key().host(), host.owner(), weight));
                if (entrants.size() == most) return entrants;
            }
            if (rows.size() < CHUNK) return entrants;
            from = after(rows.getLast());
        }
    }

    private static byte[] after(State.Row<StandingKey, Standing> row) {
        return Bytes.concat(Tables.STANDING.keys().encode(row.key()), new byte[1]);
    }

    /// [MKT-2] The seats of one session are drawn with the seed of this height; what mulDiv leaves over stays in the
    /// deposit and returns at the end. With nobody to draw, everything returns at once.
    public static List<Event> draw(
            Hashing hashing, State state, World world, long session, List<Draw.Entrant> entrants) {
        var found = Sessions.of(state, session);
        if (entrants.isEmpty()) return Closing.end(state, session, found, SessionStep.DRAW_EMPTY);
        int all = world.params().seats();
        var drawn = Draw.draw(
                hashing, world.seed(), TAG, Bytes.ofLong(session), all, cap(world.params(), entrants), entrants);
        var seats = new TreeMap<Address, Integer>();
        for (var host : drawn) seats.merge(host, 1, Integer::sum);
        var allowances = new ArrayList<Amount>();
        for (int share : seats.values()) allowances.add(found.deposit().shareDown(share, all));
        return List.of(new Event.SeatsDrawn(
                session, world.seed(), List.copyOf(seats.keySet()), List.copyOf(seats.values()), allowances));
    }

    /// [MKT-2] The most seats of one owner.
    static int cap(Params params, List<Draw.Entrant> entrants) {
        var owners = new TreeSet<Address>();
        for (var entrant : entrants) owners.add(entrant.owner());
        return Math.max(params.ownerSeats(), Math.ceilDiv(params.seats(), owners.size()));
    }

    // ── evolve ──

    public static void drawn(Draft draft, Event.SeatsDrawn event) {
        var session = Sessions.of(draft, event.session());
        draft.remove(Tables.DRAWS, new DrawKey(session.openedHeight(), event.session()));
        for (int i = 0; i < event.hosts().size(); i++)
            draft.put(
                    Tables.LANES,
                    new LaneKey(event.session(), i),
                    new Lane(
                            event.hosts().get(i),
                            event.seats().get(i),
                            event.allowances().get(i),
                            0,
                            Amount.ZERO,
                            Amount.ZERO,
                            Amount.ZERO,
                            0,
                            Amount.ZERO,
                            0,
                            0));
        var open = Sessions.after(session, SessionStep.DRAW, session.closesSeconds());
        draft.put(Tables.SESSIONS, event.session(), open.withLanes(event.hosts().size()));
    }
}
