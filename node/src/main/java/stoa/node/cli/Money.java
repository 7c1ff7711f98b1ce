// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import stoa.types.Amount;
import stoa.types.Coin;

/// Money as people write it: `1.5`, `1.5stoa`, `20obol`, `7wei`. Exact; what is finer than a wei is refused.
final class Money {
    /// Neither exponents nor the digits of other scripts, which `BigDecimal` would take.
    private static final String NUMBER = "-?[0-9]+([.][0-9]+)?";
    private static final BigDecimal WEI_PER_STOA = BigDecimal.TEN.pow(18);

    private Money() {}

    static Coin coin(String text) {
        var lower = text.strip().toLowerCase(Locale.ROOT).replace("_", "");
        var unit = WEI_PER_STOA;
        if (lower.endsWith("obol")) unit = BigDecimal.TEN.pow(9);
        else if (lower.endsWith("wei")) unit = BigDecimal.ONE;
        var number = lower.replaceFirst("\\s*(stoa|obol|wei)$", "");
        try {
            if (number.length() > 40 || !number.matches(NUMBER)) throw new NumberFormatException();
            var wei = new BigDecimal(number).multiply(unit).toBigIntegerExact();
            if (wei.signum() < 0
                    || wei.compareTo(Coin.of(new Amount(Amount.CAP_OBOL)).toWei()) > 0)
                throw new CliError("'" + text + "' is outside 0 to 1,000,000,000 STOA");
            return Coin.ofWei(wei);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new CliError("'" + text + "' is not an amount: write 1.5 (STOA), 20obol or 7wei");
        }
    }

    static Amount amount(String text) {
        var coin = coin(text);
        if (!coin.isWhole()) throw new CliError("'" + text + "' is finer than an obol (0.000000001 STOA)");
        return new Amount(coin.obol());
    }

    static String show(Coin coin) {
        return decimal(coin.toWei()) + " STOA";
    }

    static String show(Amount amount) {
        return show(Coin.of(amount));
    }

    private static String decimal(BigInteger wei) {
        var plain =
                new BigDecimal(wei).divide(WEI_PER_STOA).stripTrailingZeros().toPlainString();
        return plain;
    }
}
