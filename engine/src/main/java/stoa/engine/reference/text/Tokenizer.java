// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Metadata;
import stoa.engine.reference.jinja.Template;

/// A vocabulary as the model's file describes it: byte-level BPE or SentencePiece. Immutable.
public final class Tokenizer {
    private static final int MAX_TOKENS = 1 << 20;
    private static final int MAX_TOKEN_BYTES = 1 << 10;
    private static final long UNKNOWN = 2;
    private static final long CONTROL = 3;
    private static final long UNUSED = 5;
    private static final long BYTE = 6;

    /// Control tokens that end an answer whatever the file calls its end; names every model family agrees on.
    private static final Set<String> ENDS = Set.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "</s>");

    private final byte[][] bytes;
    private final boolean[] ends;
    private final Map<String, Integer> controls = new HashMap<>();
    private final Map<Integer, byte[]> controlNames = new HashMap<>();
    private final Encoder encoder;
    private final int start;
    private final int end;
    private final boolean addStart;
    private int longestBytes = 1;

    private Tokenizer(Metadata m, List<String> tokens, @Nullable PreTokenizer cut) throws MalformedModel {
        int n = tokens.size();
        bytes = new byte[n][];
        ends = new boolean[n];
        var ids = new HashMap<String, Integer>();
        var byteTokens = new int[256];
        Arrays.fill(byteTokens, -1);
        var types = m.wholes("tokenizer.ggml.token_type").orElse(List.of());
        if (!types.isEmpty() && types.size() != n)
            throw new MalformedModel("tokenizer.ggml.token_type must have one entry per token");
        for (int id = 0; id < n; id++) {
            var text = tokens.get(id);
            long type = types.isEmpty() ? 1 : types.get(id);
            if (cut != null && ids.containsKey(text))
                throw new MalformedModel("token " + id + " repeats an earlier one");
            if (type == CONTROL || cut == null && (type == UNKNOWN || type == UNUSED)) {
                if (type == CONTROL) controls.put(text, id);
                controlNames.put(id, text.getBytes(StandardCharsets.UTF_8));
                ends[id] = type == CONTROL && ENDS.contains(text);
                bytes[id] = new byte[0];
                if (cut != null) ids.put(text, id);
            } else if (cut == null && type == BYTE) {
                bytes[id] = new byte[] {(byte) byteOf(id, text)};
                byteTokens[bytes[id][0] & 0xff] = id;
            } else {
                ids.putIfAbsent(text, id);
                bytes[id] = cut == null ? pieceBytes(id, text) : bytesOf(id, text);
            }
            longestBytes = Math.max(longestBytes, bytes[id].length);
        }
        encoder = cut != null
                ? ByteBpe.of(cut, m.texts("tokenizer.ggml.merges").orElse(List.of()), ids)
                : sentencePiece(m, tokens, ids, byteTokens);
        for (var key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"))
            if (m.has(key)) ends[m.whole(key, 0, n - 1)] = true;
        start = m.whole("tokenizer.ggml.bos_token_id", m.whole("tokenizer.ggml.eos_token_id", 0, 0, n - 1), 0, n - 1);
        end = m.whole("tokenizer.ggml.eos_token_id", start, 0, n - 1);
        addStart = m.flag("tokenizer.ggml.add_bos_token", cut == null);
    }

    public static Tokenizer of(Metadata m) throws MalformedModel {
        var kind = m.text("tokenizer.ggml.model").orElse("missing");
        if (!kind.equals("gpt2") && !kind.equals("llama"))
            throw new MalformedModel(
                    "the tokenizer is " + kind + "; this engine reads gpt2 (byte-level BPE) and llama (SentencePiece)");
        var tokens = m.texts("tokenizer.ggml.tokens").orElse(List.of());
        if (tokens.size() < 256 || tokens.size() > MAX_TOKENS)
            throw new MalformedModel("tokenizer.ggml.tokens must hold 256 to " + MAX_TOKENS + " tokens");
        return new Tokenizer(m, tokens, kind.equals("gpt2") ? cutOf(m) : null);
    }

    private static PreTokenizer cutOf(Metadata m) throws MalformedModel {
        var cut = m.text("tokenizer.ggml.pre").orElse("gpt-2");
        return switch (cut) {
            case "gpt-2", "default" -> PreTokenizer.GPT_2;
            case "llama-bpe", "llama3", "llama-v3" -> PreTokenizer.LLAMA_3;
            case "qwen2" -> PreTokenizer.QWEN_2;
            default ->
                throw new MalformedModel(
                        "the pre-tokenizer " + cut + " is not supported; this engine reads gpt-2, llama-bpe and qwen2");
        };
    }

    private static SentencePiece sentencePiece(
            Metadata m, List<String> tokens, Map<String, Integer> ids, int[] byteTokens) throws MalformedModel {
        var scores = m.numbers("tokenizer.ggml.scores").orElse(List.of());
        if (scores.size() != tokens.size())
            throw new MalformedModel("tokenizer.ggml.scores must have one entry per token");
        for (int b = 0; b < 256; b++)
            if (byteTokens[b] < 0) throw new MalformedModel("the tokenizer has no token for byte " + b);
        return new SentencePiece(tokens, ids, scores, byteTokens, m.flag("tokenizer.ggml.add_space_prefix", true));
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
        return encoder.encode(text);
    }

    /// The tokens of a prompt of which some stretches are the model's own words: there names of control tokens are
    /// these
    /// tokens, elsewhere they are text. Begins with the start token where the model wants one.
    public int[] encodeOwn(List<Template.Stretch> stretches) {
        var out = new ArrayList<Integer>();
        var text = new StringBuilder();
        for (var stretch : stretches) {
            var words = stretch.text();
            for (int i = 0; i < words.length(); ) {
                var name = stretch.own() ? controlAt(words, i) : "";
                if (name.isEmpty()) {
                    text.append(words.charAt(i++));
                    continue;
                }
                add(out, text);
                out.add(controls.get(name));
                i += name.length();
            }
        }
        add(out, text);
        if (addStart && (out.isEmpty() || out.getFirst() != start)) out.addFirst(start);
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private void add(List<Integer> out, StringBuilder text) {
        for (int id : encode(text.toString())) out.add(id);
        text.setLength(0);
    }

    /// The longest name of a control token that stands here, or nothing.
    private String controlAt(String text, int at) {
        var longest = "";
        for (var name : controls.keySet())
            if (name.length() > longest.length() && text.startsWith(name, at)) longest = name;
        return longest;
    }

    /// What templates call `bos_token`.
    public String startName() {
        return new String(shown(start), StandardCharsets.UTF_8);
    }

    /// What templates call `eos_token`.
    public String endName() {
        return new String(shown(end), StandardCharsets.UTF_8);
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
        return controlNames.getOrDefault(id, bytes[id]);
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

    /// SentencePiece writes a blank as ▁ and everything else as it is.
    private static byte[] pieceBytes(int id, String text) throws MalformedModel {
        var out = text.replace(SentencePiece.BLANK, ' ').getBytes(StandardCharsets.UTF_8);
        if (out.length == 0 || out.length > MAX_TOKEN_BYTES)
            throw new MalformedModel("token " + id + " must stand for 1 to " + MAX_TOKEN_BYTES + " bytes");
        return out;
    }

    private static int byteOf(int id, String text) throws MalformedModel {
        if (!text.matches("<0x[0-9A-Fa-f]{2}>"))
            throw new MalformedModel("token " + id + " is a byte, but not written as <0xHH>");
        return Integer.parseInt(text.substring(3, 5), 16);
    }
}
