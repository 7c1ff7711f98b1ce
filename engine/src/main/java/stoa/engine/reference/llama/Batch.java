// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

/// Tokens to be computed together, of one sequence or of several: what each one's answer is does not depend on the
/// others. Reuse it with [#clear].
public final class Batch {
    /// Most tokens of one step.
    public static final int MOST = 64;

    /// What is to be told of a token.
    public enum Want {
        NOTHING,
        /// The scores of what follows it.
        SCORES,
        /// The model's inner state behind it.
        STATE
    }

    final int[] tokens = new int[MOST];
    final int[] positions = new int[MOST];
    final KvCache[] caches = new KvCache[MOST];
    final Want[] wants = new Want[MOST];
    private int size;

    public void clear() {
        java.util.Arrays.fill(caches, 0, size, null);
        size = 0;
    }

    public int size() {
        return size;
    }

    /// Appends the next token of a sequence; a sequence's tokens come in order. Answers with the token's index.
    public int add(int token, KvCache cache, Want want) {
        cache.grow(1);
        tokens[size] = token;
        positions[size] = cache.length();
        caches[size] = cache;
        wants[size] = want;
        cache.advance(1);
        return size++;
    }
}
