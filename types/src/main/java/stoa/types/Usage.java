// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Units an answer used: tokens for text. `input` does not count the cached ones. Each 0 to 2^40.
public record Usage(long input, long cachedInput, long output) {
    public static final Usage NONE = new Usage(0, 0, 0);
    public static final long MOST = 1L << 40;

    public Usage {
        if (input < 0 || cachedInput < 0 || output < 0 || input > MOST || cachedInput > MOST || output > MOST)
            throw new ArithmeticException("usage outside 0..2^40");
    }

    public Usage plus(Usage other) {
        return new Usage(input + other.input, cachedInput + other.cachedInput, output + other.output);
    }
}
