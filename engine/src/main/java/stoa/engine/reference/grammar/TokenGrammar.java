// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import stoa.engine.reference.text.Tokenizer;

/// The tokens of one vocabulary that keep an answer within a [Shape].
public final class TokenGrammar implements Grammar {
    /// Inside a text the state is the same again and again, so its tokens are looked up once.
    private static final int MOST_KEPT = 256;

    private final Tokenizer tokenizer;
    private final TokenTrie trie;
    private final Map<Machine.State, BitSet> kept = new HashMap<>();
    private Machine.State state;

    public TokenGrammar(Shape shape, Tokenizer tokenizer, TokenTrie trie) {
        this.tokenizer = tokenizer;
        this.trie = trie;
        this.state = Machine.start(shape);
    }

    @Override
    public BitSet allowed() {
        var known = kept.get(state);
        if (known != null) return known;
        var out = new BitSet(tokenizer.size());
        if (state.end()) out.or(trie.ends);
        walk(trie.root, state, out);
        if (kept.size() < MOST_KEPT) kept.put(state, out);
        return out;
    }

    @Override
    public void accept(int token) {
        for (byte b : tokenizer.bytes(token)) state = Machine.next(state, b & 0xff);
    }

    private static void walk(TokenTrie.Node node, Machine.State state, BitSet out) {
        for (int i = 0; i < node.bytes.length; i++) {
            var next = Machine.next(state, node.bytes[i] & 0xff);
            if (next.ways().isEmpty() && !next.end()) continue;
            for (int token : node.children[i].tokens) out.set(token);
            walk(node.children[i], next, out);
        }
    }
}
