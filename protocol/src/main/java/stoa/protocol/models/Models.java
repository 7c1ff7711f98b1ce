// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.models;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Demand;
import stoa.types.state.Due;
import stoa.types.state.Model;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Models and their first prices.
public final class Models {
    private Models() {}

    // ── rules ──

    /// [MOD-1]
    public static Verdict add(State state, World world, Actor actor, Verb.AddModel verb) {
        if (!actor.account().equals(world.registrar())) return Verdict.rejected(Reason.NOT_REGISTRAR);
        if (state.find(Tables.MODELS, verb.model()).isPresent()) return Verdict.rejected(Reason.MODEL_EXISTS);
        if (!sound(verb.prices(), verb.context(), verb.coefficient(), verb.engineClasses()))
            return Verdict.rejected(Reason.MODEL_MALFORMED);
        return Verdict.accepted(new Event.ModelAdded(
                verb.model(), verb.prices(), verb.context(), verb.coefficient(), verb.engineClasses()));
    }

    /// [MOD-2] No new sessions; what is open goes on.
    public static Verdict retire(State state, World world, Actor actor, Verb.RetireModel verb) {
        if (!actor.account().equals(world.registrar())) return Verdict.rejected(Reason.NOT_REGISTRAR);
        var refused = unusable(state, verb.model());
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        return Verdict.accepted(new Event.ModelRetired(verb.model()));
    }

    /// Why nothing new may begin with a model.
    public static Optional<Reason> unusable(State state, ModelId id) {
        var model = state.find(Tables.MODELS, id);
        if (model.isEmpty()) return Optional.of(Reason.MODEL_UNKNOWN);
        return model.get().retired() ? Optional.of(Reason.MODEL_RETIRED) : Optional.empty();
    }

    /// [MOD-1] Whether a model's record is within range.
    public static boolean sound(Prices prices, long context, long coefficient, List<String> engineClasses) {
        return priced(prices.input())
                && priced(prices.cachedInput())
                && priced(prices.output())
                && context >= 1
                && context <= Model.MOST_CONTEXT
                && coefficient >= 0
                && coefficient <= Model.MOST_COEFFICIENT
                && engineClasses.size() <= Model.MOST_ENGINE_CLASSES
                && new TreeSet<>(engineClasses).size() == engineClasses.size()
                && engineClasses.stream().allMatch(Models::named);
    }

    private static boolean priced(Price price) {
        return price.compareTo(Price.FLOOR) >= 0;
    }

    private static boolean named(String engineClass) {
        int length = engineClass.getBytes(StandardCharsets.UTF_8).length;
        return length >= 1 && length <= Model.MOST_ENGINE_CLASS_BYTES;
    }

    // ── evolve ──

    public static void added(Draft draft, World world, Event.ModelAdded event) {
        long now = world.timeSeconds();
        draft.put(
                Tables.MODELS,
                event.model(),
                new Model(
                        event.prices(),
                        event.prices(),
                        now,
                        event.context(),
                        event.coefficient(),
                        event.engineClasses(),
                        false));
        draft.put(Tables.DEMAND, event.model(), new Demand(0, List.of()));
        draft.put(Tables.DUE, new Due.PriceStep(now + world.params().priceStepSeconds(), event.model()), One.ONE);
    }

    public static void retired(Draft draft, Event.ModelRetired event) {
        var model = draft.find(Tables.MODELS, event.model()).orElseThrow();
        draft.put(Tables.MODELS, event.model(), model.asRetired());
    }
}
