// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.prices;

import java.math.BigInteger;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.due.Step;
import stoa.protocol.epochs.Standings;
import stoa.types.Arith;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.event.Event;
import stoa.types.state.Due;
import stoa.types.state.Model;
import stoa.types.state.Tables;

/// A model's prices rise when it is busy and fall when it is idle.
public final class PriceSteps {
    static final long MILLION = 1_000_000;
    static final long IDLE_PPM = 400_000;
    static final long BUSY_PPM = 600_000;
    static final long MOST_STEP_PPM = 20_000;
    private static final long MINUTE_SECONDS = 60;
    private static final long HOUR_SECONDS = 3_600;

    private PriceSteps() {}

    // ── rule ──

    /// [PRC-2] One step; the next is one step's time away from now, however late this one is.
    public static Step step(State state, World world, Due.PriceStep due) {
        var model = state.find(Tables.MODELS, due.model()).orElseThrow();
        if (model.retired()) return Step.NOTHING;
        long now = world.timeSeconds();
        long next = now + world.params().priceStepSeconds();
        var again = new Due.PriceStep(next, due.model());
        boolean newHour = now >= model.anchorSeconds() + HOUR_SECONDS;
        var anchor = newHour ? model.prices() : model.hourAnchor();
        long utilisation = utilisationPpm(state, world, due.model(), model);
        var prices = stepped(
                model.prices(), anchor, changePpm(utilisation, world.params().priceStepSeconds()));
        if (prices.equals(model.prices()) && !newHour) return Step.NOTHING.andThen(again);
        return Step.of(new Event.PriceStepped(due.model(), prices, utilisation, newHour, next))
                .andThen(again);
    }

    /// [PRC-2] Five hundredths of the distance from the calm band, at most two in a hundred a minute: steps shorter
    /// than a minute are smaller, longer ones are not larger.
    static long changePpm(long utilisationPpm, long stepSeconds) {
        long distance = Math.max(utilisationPpm - BUSY_PPM, IDLE_PPM - utilisationPpm);
        if (distance <= 0) return 0;
        long change = Math.min(MOST_STEP_PPM, distance / 20) * Math.min(MINUTE_SECONDS, stepSeconds) / MINUTE_SECONDS;
        return utilisationPpm > BUSY_PPM ? change : -change;
    }

    /// [PRC-2] Units sold in the window over what all hosts of the model have proven they could; 0.5 with no host at
    /// all, for then nothing can be learned.
    private static long utilisationPpm(State state, World world, ModelId id, Model model) {
        long capacity = Standings.capacity(state, id);
        if (capacity == 0) return (IDLE_PPM + BUSY_PPM) / 2;
        var demand = state.find(Tables.DEMAND, id).orElseThrow();
        var possible = BigInteger.valueOf(capacity).multiply(BigInteger.valueOf(Demands.windowSeconds(world.params())));
        return Demands.inWindow(world.params(), demand, world.timeSeconds())
                .multiply(BigInteger.valueOf(MILLION))
                .divide(possible)
                .min(BigInteger.valueOf(MILLION))
                .longValueExact();
    }

    private static Prices stepped(Prices prices, Prices anchor, long changePpm) {
        return new Prices(
                stepped(prices.input(), anchor.input(), changePpm),
                stepped(prices.cachedInput(), anchor.cachedInput(), changePpm),
                stepped(prices.output(), anchor.output(), changePpm));
    }

    /// [PRC-2] Within half and twice the hour's first price, the floor and the cap.
    static Price stepped(Price price, Price anchor, long changePpm) {
        long moved = Arith.mulDiv(price.fixed(), MILLION + changePpm, MILLION);
        long least = Math.max(Price.FLOOR.fixed(), Math.ceilDiv(anchor.fixed(), 2));
        long most = Math.min(Price.CAP.fixed(), anchor.fixed() * 2);
        return new Price(Math.clamp(moved, least, most));
    }

    // ── evolve ──

    public static void stepped(Draft draft, World world, Event.PriceStepped event) {
        var model = draft.find(Tables.MODELS, event.model()).orElseThrow();
        var anchor = event.newHour() ? model.prices() : model.hourAnchor();
        long since = event.newHour() ? world.timeSeconds() : model.anchorSeconds();
        draft.put(Tables.MODELS, event.model(), model.priced(event.prices(), anchor, since));
    }
}
