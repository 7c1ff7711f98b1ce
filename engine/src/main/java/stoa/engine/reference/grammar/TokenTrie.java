// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import stoa.engine.reference.text.Tokenizer;

/// A vocabulary's tokens by their bytes, so that beginnings they share are looked at once. Immutable once built.
public final class TokenTrie {
    /// One node: the tokens that end here, and where each next byte leads.
    static final class Node {
        final List<Integer> tokens = new ArrayList<>();
        byte[] bytes = {};
        Node[] children = {};

        private Node child(byte b) {
            for (int i = 0; i < bytes.length; i++) if (bytes[i] == b) return children[i];
            bytes = java.util.Arrays.copyOf(bytes, bytes.length + 1);
            children = java.util.Arrays.copyOf(children, children.length + 1);
            bytes[bytes.length - 1] = b;
            return children[children.length - 1] = new Node();
        }
    }

    final Node root = new Node();
    final BitSet ends = new BitSet();

    public static TokenTrie of(Tokenizer tokenizer) {
        var out = new TokenTrie();
        for (int id = 0; id < tokenizer.size(); id++) {
            if (tokenizer.ends(id)) out.ends.set(id);
            var at = out.root;
            for (byte b : tokenizer.bytes(id)) at = at.child(b);
            if (at != out.root) at.tokens.add(id);
        }
        return out;
    }
}
