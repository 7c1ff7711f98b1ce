// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Usage;

/// Grants and credit.
class MoneyTest {
    private static final Prices PRICES = new Prices(
            Price.ofObolPerMillion(2_000_000), Price.ofObolPerMillion(1_000_000), Price.ofObolPerMillion(6_000_000));

    private static Amount obol(long obol) {
        return new Amount(obol);
    }

    /// [SRV-7]
    @Test
    void an_answer_begins_with_its_input_and_one_increment() {
        var grant = new Grant(PRICES, 10, 3_000);
        assertEquals(obol(20 + 1_024 * 6), grant.cost());
        assertEquals(obol(20 + 2_048 * 6), grant.nextCost());
        grant.extend();
        grant.extend();
        assertEquals(3_000, grant.output(), "never more than the request's own limit");
        assertTrue(grant.whole());
        assertEquals(grant.cost(), grant.nextCost());
    }

    /// [SRV-11]
    @Test
    void nothing_is_billed_beyond_what_was_reserved() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            var prices = new Prices(price(random), price(random), price(random));
            long input = random.nextLong(10_000);
            var grant = new Grant(prices, input, random.nextLong(5_000));
            for (int n = random.nextInt(4); n > 0; n--) grant.extend();
            var billed = grant.billed(random.nextLong(20_000), random.nextLong(20_000), random.nextLong(9_000));
            assertTrue(grant.cost(billed).compareTo(grant.cost()) <= 0, () -> "seed " + seed);
            assertTrue(billed.input() + billed.cachedInput() <= input, () -> "seed " + seed);
        }
    }

    private static Price price(SplittableRandom random) {
        return new Price(random.nextLong(1L << 40));
    }

    @Test
    void honest_use_is_billed_as_it_is() {
        assertEquals(new Usage(6, 4, 7), new Grant(PRICES, 10, 100).billed(6, 4, 7));
    }

    /// [SRV-10]
    @Test
    void credit_grows_with_what_was_settled_and_shrinks_with_what_is_disputed() {
        var line = new CreditLine(Amount.ZERO, Amount.ZERO);
        assertEquals(Amount.ZERO, line.usable(Amount.ZERO), "nothing for a new payer");
        line.settled(obol(100_000));
        assertEquals(obol(1_000), line.usable(Amount.ZERO));
        line.disputed(obol(400));
        assertEquals(obol(600), line.usable(Amount.ZERO));
        line.disputed(obol(700));
        assertEquals(Amount.ZERO, line.usable(Amount.ZERO));
    }

    @Test
    void a_payer_s_lanes_share_its_credit() {
        var line = new CreditLine(obol(100_000), Amount.ZERO);
        line.redraw(Amount.ZERO, obol(700));
        assertEquals(obol(1_000), line.usable(obol(700)), "for the lane that drew");
        assertEquals(obol(300), line.usable(Amount.ZERO), "for another");
        line.redraw(Amount.ZERO, obol(300));
        assertEquals(Amount.ZERO, line.usable(Amount.ZERO));
        line.redraw(obol(700), Amount.ZERO);
        assertEquals(obol(700), line.usable(Amount.ZERO));
        line.disputed(obol(900));
        assertEquals(obol(300), line.usable(obol(300)), "what is drawn already stays drawn");
    }

    @Test
    void a_few_disputes_are_forgiven_and_many_are_not() {
        var line = new CreditLine(Amount.ZERO, obol(1_000_000));
        assertTrue(line.trusted());
        line.disputed(obol(1));
        assertFalse(line.trusted());
        line.settled(obol(50_000_050));
        assertTrue(line.trusted(), "a fiftieth of what it settles");
    }
}
