// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Amount;
import stoa.types.Coin;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000000000000000000",
        "1.5, 1500000000000000000",
        "1.5stoa, 1500000000000000000",
        "1.5 STOA, 1500000000000000000",
        "0.000000000000000001, 1",
        "20obol, 20000000000",
        "20 Obol, 20000000000",
        "7wei, 7",
        "7 WEI, 7",
        "1_000, 1000000000000000000000",
        "0, 0",
        "1000000000, 1000000000000000000000000000",
        "1000000000000000000obol, 1000000000000000000000000000"
    })
    void an_amount_is_read_to_the_wei(String text, String wei) {
        assertEquals(wei, Money.coin(text).toWei().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "lots",
                "1,5",
                "1.5.0",
                "stoa",
                "obol",
                "0x10",
                "--1",
                "1 2",
                "0.5wei",
                "0.0000000000000000001",
                "1.0000000001obol",
                "NaN",
                "Infinity",
                "1 dollar",
                "1e3",
                ".5",
                "5.",
                "1e99999",
                "1e-19",
                "1e999999999",
                "11111111111111111111111111111111111111111",
                "１",
                "½"
            })
    void what_is_no_amount_is_refused_with_an_example(String text) {
        var refusal = assertThrows(CliError.class, () -> Money.coin(text));
        assertTrue(refusal.getMessage().contains("'"), refusal.getMessage());
        assertTrue(refusal.getMessage().lines().count() == 1, "one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1wei", "1000000000.000000000000000001", "1000000001", "1000000000000000001obol"})
    void what_is_beyond_the_supply_is_refused_as_such(String text) {
        var refusal = assertThrows(CliError.class, () -> Money.coin(text));
        assertTrue(refusal.getMessage().contains("outside 0 to 1,000,000,000 STOA"), refusal.getMessage());
    }

    @Test
    void market_money_is_whole_obol() {
        assertEquals(new Amount(1_500_000_000), Money.amount("1.5"));
        assertEquals(new Amount(1), Money.amount("1000000000wei"));
        var refusal = assertThrows(CliError.class, () -> Money.amount("1000000001wei"));
        assertTrue(refusal.getMessage().contains("finer than an obol"), refusal.getMessage());
    }

    @Test
    void money_is_shown_without_exponent_or_needless_zeros() {
        assertEquals("0 STOA", Money.show(Coin.ZERO));
        assertEquals("1000000 STOA", Money.show(Amount.stoa(1_000_000)));
        assertEquals("12.5 STOA", Money.show(Money.coin("12.5")));
        assertEquals("0.000000000000000001 STOA", Money.show(Money.coin("1wei")));
        assertEquals("1000000000 STOA", Money.show(new Amount(Amount.CAP_OBOL)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0.000000001", "999999999.999999999999999999", "42.00000000000000001"})
    void what_is_shown_reads_back(String text) {
        var coin = Money.coin(text);
        assertEquals(coin, Money.coin(Money.show(coin)));
    }
}
