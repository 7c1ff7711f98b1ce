// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import stoa.engine.Piece;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;

/// The make-believe model: a circle of words, each followed by the next with probability 0.9 and by any other
/// equally. So answers repeat exactly and `score` agrees with `complete`.
final class MockWords {
    private static final double NEXT = Math.log(0.9);
    private static final String TEXT =
            " the market opens at dawn and every host brings what it can serve while buyers walk along the columns asking"
                    + " for answers they can trust each one is weighed noted and paid so that by evening nobody owes"
                    + " anybody more than a word and the court stays empty until somebody doubts a measure then neighbours"
                    + " are called to count again.";
    private static final List<byte[]> WORDS = words();
    private static final double OTHER = Math.log(0.1 / (WORDS.size() - 1));
    private static final List<Piece.Text> PIECES = pieces();

    private MockWords() {}

    static int count() {
        return WORDS.size();
    }

    static int after(int token) {
        return (token + 1) % count();
    }

    static byte[] bytes(int token) {
        return WORDS.get(token);
    }

    /// A piece without log-probabilities, made once.
    static Piece.Text piece(int token) {
        return PIECES.get(token);
    }

    static TokenLogprob logprob(int before, int token, int top) {
        int likely = after(before);
        var candidates = new ArrayList<Candidate>(top);
        for (int i = 0; i < Math.min(top, count()); i++)
            candidates.add(candidate((likely + i) % count(), i == 0 ? NEXT : OTHER));
        return new TokenLogprob(candidate(token, token == likely ? NEXT : OTHER), candidates);
    }

    private static Candidate candidate(int token, double logprob) {
        return new Candidate(token, bytes(token), logprob);
    }

    private static List<byte[]> words() {
        var out = new ArrayList<byte[]>();
        for (var word : TEXT.trim().split(" ")) out.add((" " + word).getBytes(StandardCharsets.UTF_8));
        return List.copyOf(out);
    }

    private static List<Piece.Text> pieces() {
        return WORDS.stream()
                .map(w -> new Piece.Text(new String(w, StandardCharsets.UTF_8), 1, List.of()))
                .toList();
    }
}
