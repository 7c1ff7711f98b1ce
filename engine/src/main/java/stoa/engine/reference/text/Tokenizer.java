// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Metadata;

/// Byte-level BPE as the model's file describes it. Immutable.
public final class Tokenizer {
    private static final int MAX_TOKENS = 1 << 20;
    private static final int MAX_TOKEN_BYTES = 1 << 10;
    private static final long CONTROL = 3;

    /// Control tokens that end an answer whatever the file calls its end; names every model family agrees on.
    private static final Set<String> ENDS = Set.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "</s>");

    private final byte[][] bytes;
    private final boolean[] control;
    private final boolean[] ends;
    private final Map<String, Integer> controls = new HashMap<>();
    private final int[] byteTokens = new int[256];
    private final Merges merges;
    private final int start;
    private final boolean addStart;
    private int longestBytes = 1;

    private Tokenizer(Metadata m, List<String> tokens, List<String> mergeList) throws MalformedModel {
        int n = tokens.size();
        bytes = new byte[n][];
        control = new boolean[n];
        ends = new boolean[n];
        var ids = new HashMap<String, Integer>();
        var types = m.wholes("tokenizer.ggml.token_type").orElse(List.of());
        if (!types.isEmpty() && types.size() != n)
            throw new MalformedModel("tokenizer.ggml.token_type must have one entry per token");
        for (int id = 0; id < n; id++) {
            var text = tokens.get(id);
            if (ids.put(text, id) != null) throw new MalformedModel("token " + id + " repeats an earlier one");
            control[id] = !types.isEmpty() && types.get(id) == CONTROL;
            if (control[id]) controls.put(text, id);
            ends[id] = control[id] && ENDS.contains(text);
            bytes[id] = control[id] ? new byte[0] : bytesOf(id, text);
            longestBytes = Math.max(longestBytes, bytes[id].length);
        }
        for (int b = 0; b < 256; b++) {
            var id = ids.get(ByteSymbols.symbol(b));
            if (id == null) throw new MalformedModel("the tokenizer has no token for byte " + b);
            byteTokens[b] = id;
        }
        merges = mergesOf(mergeList, ids);
        for (var key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"))
            if (m.has(key)) ends[m.whole(key, 0, n - 1)] = true;
        start = m.whole("tokenizer.ggml.bos_token_id", m.whole("tokenizer.ggml.eos_token_id", 0, 0, n - 1), 0, n - 1);
        addStart = m.flag("tokenizer.ggml.add_bos_token", false);
    }

    public static Tokenizer of(Metadata m) throws MalformedModel {
        var kind = m.text("tokenizer.ggml.model").orElse("missing");
        if (!kind.equals("gpt2"))
            throw new MalformedModel("the tokenizer is " + kind + "; this engine reads gpt2 (byte-level BPE)");
        var cut = m.text("tokenizer.ggml.pre").orElse("gpt-2");
        if (!cut.equals("gpt-2") && !cut.equals("default"))
            throw new MalformedModel("the pre-tokenizer " + cut + " is not supported; this engine reads gpt-2");
        var tokens = m.texts("tokenizer.ggml.tokens").orElse(List.of());
        if (tokens.size() < 256 || tokens.size() > MAX_TOKENS)
            throw new MalformedModel("tokenizer.ggml.tokens must hold 256 to " + MAX_TOKENS + " tokens");
        return new Tokenizer(m, tokens, m.texts("tokenizer.ggml.merges").orElse(List.of()));
    }

    public int size() {
        return bytes.length;
    }

    /// Most bytes one token stands for: text longer than this times the context can be refused unread.
    public int longestBytes() {
        return longestBytes;
    }

    /// The tokens of plain text. What looks like a control token is text like any other.
    public int[] encode(String text) {
        var out = new Object() {
            int[] ids = new int[Math.max(16, text.length() / 3)];
            int size;
        };
        PreTokenizer.split(text, piece -> {
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

    /// A text prompt's tokens: with the start token where the model wants one, and never empty.
    public int[] encodePrompt(String text) {
        var ids = encode(text);
        if (!addStart && ids.length > 0) return ids;
        var out = new int[ids.length + 1];
        out[0] = start;
        System.arraycopy(ids, 0, out, 1, ids.length);
        return out;
    }

    /// The bytes a token stands for; none for control tokens. Not to be changed.
    public byte[] bytes(int id) {
        return bytes[id];
    }

    /// What a list of tokens shows: the bytes, or the name of a control token.
    public byte[] shown(int id) {
        if (!control[id]) return bytes[id];
        for (var entry : controls.entrySet())
            if (entry.getValue() == id) return entry.getKey().getBytes(StandardCharsets.UTF_8);
        throw new IllegalStateException("a control token without a name");
    }

    public boolean ends(int id) {
        return ends[id];
    }

    public OptionalInt control(String name) {
        var id = controls.get(name);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static byte[] bytesOf(int id, String text) throws MalformedModel {
        var out = ByteSymbols.bytes(text);
        if (out == null) throw new MalformedModel("token " + id + " holds a character that stands for no byte");
        if (out.length == 0 || out.length > MAX_TOKEN_BYTES)
            throw new MalformedModel("token " + id + " must stand for 1 to " + MAX_TOKEN_BYTES + " bytes");
        return out;
    }

    private static Merges mergesOf(List<String> list, Map<String, Integer> ids) throws MalformedModel {
        var out = new Merges(list.size());
        for (int rank = 0; rank < list.size(); rank++) {
            var line = list.get(rank);
            int gap = line.indexOf(' ', 1);
            var left = gap < 0 ? null : ids.get(line.substring(0, gap));
            var right = gap < 0 ? null : ids.get(line.substring(gap + 1));
            var merged = left == null || right == null
                    ? null
                    : ids.get(line.substring(0, gap).concat(line.substring(gap + 1)));
            if (left == null || right == null || merged == null)
                throw new MalformedModel("merge " + rank + " does not join two tokens into a third");
            if (!out.add(left, right, rank, merged))
                throw new MalformedModel("merge " + rank + " repeats an earlier one");
        }
        return out;
    }
}
