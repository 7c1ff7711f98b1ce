// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;

/// Ethereum's numbers: `0x` and hexadecimal without leading zeros, `0x0` for zero.
public final class Quantity {
    private static final int DIGITS_MAX = 64;

    private Quantity() {}

    public static String hex(long value) {
        if (value < 0) throw new IllegalArgumentException("a quantity is not negative");
        return "0x" + Long.toHexString(value);
    }

    public static String hex(BigInteger value) {
        if (value.signum() < 0) throw new IllegalArgumentException("a quantity is not negative");
        return "0x" + value.toString(16);
    }

    public static TextNode node(long value) {
        return TextNode.valueOf(hex(value));
    }

    public static TextNode node(BigInteger value) {
        return TextNode.valueOf(hex(value));
    }

    /// Leading zeros are let pass; more than 256 bits are not.
    static BigInteger parse(String text) {
        boolean prefixed = text.startsWith("0x") || text.startsWith("0X");
        int digits = text.length() - 2;
        if (!prefixed || digits < 1 || digits > DIGITS_MAX)
            throw new IllegalArgumentException("0x and 1 to 64 hexadecimal digits are wanted");
        for (int i = 2; i < text.length(); i++)
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), 16) < 0)
                throw new IllegalArgumentException("not a hexadecimal digit");
        return new BigInteger(text.substring(2), 16);
    }
}
