// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// Units of work: tokens. `input` includes `cachedInput`, as OpenAI counts. `output` counts every token made but
/// the one that ends the answer; it exceeds the sum of the pieces' counts only by tokens a stop string swallowed.
public record Usage(int input, int cachedInput, int output) {
    public Usage {
        if (input < 0 || cachedInput < 0 || output < 0 || cachedInput > input)
            throw new IllegalArgumentException("impossible usage: " + input + ", " + cachedInput + ", " + output);
    }
}
