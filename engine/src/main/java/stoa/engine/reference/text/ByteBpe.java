// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import stoa.engine.reference.gguf.MalformedModel;

/// Byte-level BPE, the way of GPT-2 and of most since: text is cut into pieces, each piece's bytes are merged by rank.
record ByteBpe(PreTokenizer cut, int[] byteTokens, Merges merges) implements Encoder {
    static ByteBpe of(PreTokenizer cut, List<String> mergeList, Map<String, Integer> ids) throws MalformedModel {
        var byteTokens = new int[256];
        for (int b = 0; b < 256; b++) {
            var id = ids.get(ByteSymbols.symbol(b));
            if (id == null) throw new MalformedModel("the tokenizer has no token for byte " + b);
            byteTokens[b] = id;
        }
        var merges = new Merges(mergeList.size());
        for (int rank = 0; rank < mergeList.size(); rank++) {
            var line = mergeList.get(rank);
            int gap = line.indexOf(' ', 1);
            var left = gap < 0 ? null : ids.get(line.substring(0, gap));
            var right = gap < 0 ? null : ids.get(line.substring(gap + 1));
            var merged = left == null || right == null
                    ? null
                    : ids.get(line.substring(0, gap).concat(line.substring(gap + 1)));
            if (left == null || right == null || merged == null)
                throw new MalformedModel("merge " + rank + " does not join two tokens into a third");
            if (!merges.add(left, right, rank, merged))
                throw new MalformedModel("merge " + rank + " repeats an earlier one");
        }
        return new ByteBpe(cut, byteTokens, merges);
    }

    @Override
    public int[] encode(String text) {
        var out = new Object() {
            int[] ids = new int[Math.max(16, text.length() / 3)];
            int size;
        };
        cut.split(text, piece -> {
            var utf8 = piece.getBytes(StandardCharsets.UTF_8);
            var raw = new int[utf8.length];
            for (int i = 0; i < raw.length; i++) raw[i] = byteTokens[utf8[i] & 0xff];
            var merged = Bpe.merge(merges, raw);
            out.ids = Bpe.grown(out.ids, out.size, merged.length);
            System.arraycopy(merged, 0, out.ids, out.size, merged.length);
            out.size += merged.length;
        });
        return Arrays.copyOf(out.ids, out.size);
    }
}
