// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.epochs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.due.Step;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.Due;
import stoa.types.state.Epoch;
import stoa.types.state.Host;
import stoa.types.state.Model;
import stoa.types.state.One;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;

/// Once an epoch the weights are set anew.
public final class Epochs {
    private Epochs() {}

    // ── rule ──

    /// [EPO-1] [EPO-2] The next epoch ends on the grid of epochs, however late this one ended; none is made up for.
    public static Step decide(State state, World world) {
        var epoch = state.find(Tables.EPOCH, One.ONE).orElseThrow();
        long seconds = world.params().epochSeconds();
        long late = Math.max(0, world.timeSeconds() - epoch.endSeconds());
        long start = epoch.endSeconds() + late / seconds * seconds;
        var events = new ArrayList<Event>();
        long total = standings(state, world, events);
        events.add(new Event.EpochDecided(epoch.index() + 1, start, start + seconds, total));
        return Step.of(events).andThen(new Due.Decide(start + seconds));
    }

    /// Adds an event for each standing that changes and returns the sum of all weights.
    private static long standings(State state, World world, List<Event> events) {
        var models = new TreeMap<ModelId, Model>();
        Standings.each(state, Tables.MODELS, Bytes.EMPTY, row -> models.put(row.key(), row.value()));
        for (var model : models.keySet())
            Standings.each(state, Tables.STANDING, Tables.standingOf(model), row -> {
                if (models.get(model).retired() || !Standings.serves(state, row.key()))
                    events.add(new Event.StandingSet(model, row.key().host(), 0, 0, 0));
            });
        var weights = new ArrayList<Long>();
        Standings.each(state, Tables.HOSTS, Bytes.EMPTY, row -> {
            if (!row.value().retired()) weights.add(host(state, world, models, row.key(), row.value(), events));
        });
        long total = 0;
        for (long weight : weights) total = Weights.plus(total, weight);
        return total;
    }

    /// [EPO-2] What it had proven carries over; a newcomer is granted the bootstrap rate when collateral backs all of
    /// it.
    private static long host(
            State state, World world, TreeMap<ModelId, Model> models, Address address, Host host, List<Event> events) {
        var proven = new ArrayList<Weights.Proven>();
        var newcomers = new ArrayList<Weights.Proven>();
        for (var id : host.models()) {
            var model = models.get(id);
            if (model.retired()) continue;
            long rate = standing(state, id, address).provenRate();
            if (rate > 0) proven.add(new Weights.Proven(id, rate, model.coefficient()));
            else newcomers.add(new Weights.Proven(id, world.params().bootstrapRate(), model.coefficient()));
        }
        List<Weights.Proven> all = proven;
        for (var newcomer : newcomers) {
            var more = Weights.with(all, newcomer);
            if (Weights.fullyBacked(world.params(), host.collateral(), more)) all = more;
        }
        long weight = 0;
        for (var set : Weights.standings(world.params(), host.collateral(), all).entrySet()) {
            var standing = set.getValue();
            weight = Weights.plus(weight, standing.weight());
            if (!standing.equals(standing(state, set.getKey(), address)))
                events.add(new Event.StandingSet(
                        set.getKey(), address, standing.provenRate(), standing.weight(), standing.backed()));
        }
        return weight;
    }

    private static Standing standing(State state, ModelId model, Address host) {
        return state.find(Tables.STANDING, new StandingKey(model, host)).orElse(new Standing(0, 0, 0));
    }

    // ── evolve ──

    public static void decided(Draft draft, Event.EpochDecided event) {
        draft.put(Tables.EPOCH, One.ONE, new Epoch(event.epoch(), event.startSeconds(), event.endSeconds()));
    }
}
