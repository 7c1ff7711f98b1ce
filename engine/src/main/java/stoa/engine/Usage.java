// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// Units of work: tokens. `input` includes `cachedInput`, as OpenAI counts.
public record Usage(int input, int cachedInput, int output) {
    public Usage {
        if (input < 0 || cachedInput < 0 || output < 0 || cachedInput > input)
            throw new IllegalArgumentException("impossible usage: " + input + ", " + cachedInput + ", " + output);
    }
}
