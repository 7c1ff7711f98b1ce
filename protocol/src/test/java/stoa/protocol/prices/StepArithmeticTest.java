// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.prices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Price;
import stoa.types.Prices;

/// How far a price steps, and what a payment counts as.
class StepArithmeticTest {
    private static final Price PRICE = Price.ofObolPerMillion(1_000);

    /// [PRC-2]
    @Test
    void between_four_and_six_tenths_nothing_moves() {
        for (long ppm : new long[] {400_000, 500_000, 600_000}) assertEquals(0, PriceSteps.changePpm(ppm, 60));
    }

    /// [PRC-2]
    @Test
    void outside_the_price_moves_by_a_twentieth_of_the_distance_and_at_most_two_in_a_hundred() {
        assertEquals(5_000, PriceSteps.changePpm(700_000, 60));
        assertEquals(20_000, PriceSteps.changePpm(1_000_000, 60));
        assertEquals(-5_000, PriceSteps.changePpm(300_000, 60));
        assertEquals(-20_000, PriceSteps.changePpm(0, 60));
    }

    /// [PRC-2]
    @Test
    void a_shorter_step_is_smaller_and_a_longer_one_not_larger() {
        assertEquals(3_333, PriceSteps.changePpm(1_000_000, 10));
        assertEquals(20_000, PriceSteps.changePpm(1_000_000, 3_600));
    }

    /// [PRC-2]
    @Test
    void within_an_hour_a_price_stays_between_half_and_twice_its_first() {
        var price = PRICE;
        for (int i = 0; i < 60; i++) price = PriceSteps.stepped(price, PRICE, 20_000);
        assertEquals(PRICE.fixed() * 2, price.fixed());
        for (int i = 0; i < 120; i++) price = PriceSteps.stepped(price, PRICE, -20_000);
        assertEquals(PRICE.fixed() / 2, price.fixed());
    }

    /// [PRC-2]
    @Test
    void no_price_leaves_its_floor_and_cap() {
        assertEquals(Price.FLOOR, PriceSteps.stepped(Price.FLOOR, Price.FLOOR, -20_000));
        assertEquals(Price.CAP, PriceSteps.stepped(Price.CAP, Price.CAP, 20_000));
    }

    /// [PRC-3]
    @Test
    void a_payment_counts_as_input_units_at_the_locked_price_and_at_most_what_the_host_could_serve() {
        var locked = new Prices(PRICE, Price.FLOOR, Price.CAP);
        assertEquals(5_000, Demands.units(new Amount(5), locked, 1_000, 100));
        assertEquals(3_000, Demands.units(new Amount(5), locked, 1_000, 3));
        assertEquals(1_000, Demands.units(new Amount(5), locked, 1_000, 0), "a settlement in the same second");
        assertEquals(0, Demands.units(new Amount(5), locked, 0, 100), "a host without standing");
        var floor = new Prices(Price.FLOOR, Price.FLOOR, Price.FLOOR);
        assertEquals(
                1L << 62, Demands.units(new Amount(Amount.CAP_OBOL), floor, 1L << 40, Long.MAX_VALUE), "no overflow");
    }
}
