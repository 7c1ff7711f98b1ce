// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// SentencePiece's BPE, the way of Llama 1 and 2 and of Mistral: the whole text is one piece, blanks are written ▁,
/// neighbours whose join is a token are merged, the highest score first, and what is left unknown becomes bytes.
final class SentencePiece implements Encoder {
    static final char BLANK = '\u2581';
    private static final int STRANGE = 1 << 30;

    private final Map<Integer, Integer> characters = new HashMap<>();
    private final Merges merges;
    private final int[] byteTokens;
    private final boolean blankBefore;
    private final int size;

    /// @param ids the tokens that text may become, by their text
    /// @param byteTokens one for each byte
    SentencePiece(
            List<String> tokens, Map<String, Integer> ids, List<Double> scores, int[] byteTokens, boolean blankBefore) {
        this.byteTokens = byteTokens;
        this.blankBefore = blankBefore;
        this.size = tokens.size();
        var internal = new HashMap<>(ids);
        // Characters that only occur inside tokens have numbers of their own beyond the vocabulary.
        for (var token : tokens)
            token.codePoints().forEach(c -> internal.putIfAbsent(Character.toString(c), internal.size() + size));
        internal.forEach((text, id) -> {
            if (text.codePointCount(0, text.length()) == 1) characters.put(text.codePointAt(0), id);
        });
        merges = mergesOf(ids, internal, ranks(tokens, scores));
    }

    @Override
    public int[] encode(String text) {
        if (text.isEmpty()) return new int[0];
        var escaped = (blankBefore ? " " + text : text).replace(' ', BLANK);
        // Every code point has one number; unknown ones are far away from all others and never merge.
        var symbols = escaped.codePoints()
                .map(c -> {
                    var id = characters.get(c);
                    return id == null ? STRANGE + c : id;
                })
                .toArray();
        var merged = Bpe.merge(merges, symbols.clone());
        var out = new int[merged.length + 16];
        int count = 0;
        for (int id : merged) {
            if (id < size) {
                out = Bpe.grown(out, count, 1);
                out[count++] = id;
                continue;
            }
            int c = id >= STRANGE ? id - STRANGE : characterOf(id);
            var utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            out = Bpe.grown(out, count, utf8.length);
            for (byte b : utf8) out[count++] = byteTokens[b & 0xff];
        }
        return Arrays.copyOf(out, count);
    }

    private int characterOf(int id) {
        for (var entry : characters.entrySet()) if (entry.getValue() == id) return entry.getKey();
        throw new IllegalStateException("a character without a number");
    }

    /// Equal scores have equal ranks, so that the leftmost of them goes first.
    private static int[] ranks(List<String> tokens, List<Double> scores) {
        var order = new ArrayList<Integer>();
        for (int id = 0; id < tokens.size(); id++) order.add(id);
        order.sort((a, b) -> Double.compare(scores.get(b), scores.get(a)));
        var out = new int[tokens.size()];
        int rank = 0;
        for (int i = 0; i < out.length; i++) {
            if (i > 0 && scores.get(order.get(i)) < scores.get(order.get(i - 1))) rank++;
            out[order.get(i)] = rank;
        }
        return out;
    }

    private static Merges mergesOf(Map<String, Integer> ids, Map<String, Integer> internal, int[] ranks) {
        long splits = 0;
        for (var text : ids.keySet()) splits += text.length();
        var out = new Merges(Math.toIntExact(splits));
        ids.forEach((text, id) -> {
            for (int cut = text.offsetByCodePoints(0, 1); cut < text.length(); cut = text.offsetByCodePoints(cut, 1)) {
                var left = internal.get(text.substring(0, cut));
                var right = internal.get(text.substring(cut));
                if (left != null && right != null) out.add(left, right, ranks[id], id);
            }
        });
        return out;
    }
}
