// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import stoa.engine.reference.gguf.GgufFile;
import stoa.engine.reference.gguf.MalformedModel;

/// Writes small GGUF files with random weights: real in form, meaningless in content. Every part can be replaced
/// before it is written, so that a test can spoil exactly one thing.
public final class TinyModel {
    public static final int WIDTH = 32;
    public static final int HIDDEN = 64;
    public static final int LAYERS = 2;
    public static final int HEADS = 4;
    public static final int KV_HEADS = 2;
    public static final int CONTEXT = 300;
    public static final String TEMPLATE = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + "
            + "message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}"
            + "{{ '<|im_start|>assistant\\n' }}{% endif %}";
    private static final List<String> CONTROLS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final List<String> MERGES = List.of("h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or");

    public final Map<String, Object> keys = new LinkedHashMap<>();
    public final Map<String, Weights> tensors = new LinkedHashMap<>();
    public int version = 3;

    public final Shape shape;

    /// @param type GGUF's number for the format of matrices: 0 f32, 1 f16, 2 Q4_0, 8 Q8_0, 12 Q4_K, 14 Q6_K, 30 bf16
    public record Weights(int type, long[] shape, float[] values) {}

    /// @param arch GGUF's name of the architecture; qwen2 has biases, qwen3 norms of heads
    public record Shape(
            String arch, int width, int hidden, int layers, int heads, int kvHeads, int window, boolean tied) {
        public static final Shape SMALL = new Shape("llama", WIDTH, HIDDEN, LAYERS, HEADS, KV_HEADS, 0, true);

        /// Wide enough for blocks of 256.
        public static final Shape WIDE = new Shape("llama", 256, 512, LAYERS, 4, 2, 0, true);

        /// With an output matrix of its own, so that the embedding alone can have another format.
        public static final Shape UNTIED = new Shape("llama", 256, 512, LAYERS, 4, 2, 0, false);

        public static final Shape QWEN2 = new Shape("qwen2", 64, 96, LAYERS, 4, 2, 0, true);
        public static final Shape QWEN3 = new Shape("qwen3", 64, 96, LAYERS, 4, 1, 0, false);
        public static final Shape MISTRAL = new Shape("llama", 64, 96, LAYERS, 4, 2, 11, false);

        public int headWidth() {
            return width / heads;
        }
    }

    public TinyModel(long seed, int type) {
        this(seed, type, Shape.SMALL);
    }

    public TinyModel(long seed, int type, Shape shape) {
        this.shape = shape;
        var arch = shape.arch;
        var tokens = tokens();
        keys.put("general.architecture", arch);
        keys.put("general.name", "tiny");
        keys.put(arch + ".context_length", CONTEXT);
        keys.put(arch + ".embedding_length", shape.width);
        keys.put(arch + ".block_count", shape.layers);
        keys.put(arch + ".feed_forward_length", shape.hidden);
        keys.put(arch + ".attention.head_count", shape.heads);
        keys.put(arch + ".attention.head_count_kv", shape.kvHeads);
        keys.put(arch + ".attention.layer_norm_rms_epsilon", 1e-5f);
        if (shape.window > 0) keys.put(arch + ".attention.sliding_window", shape.window);
        keys.put("tokenizer.ggml.model", "gpt2");
        keys.put("tokenizer.ggml.pre", "gpt-2");
        keys.put("tokenizer.ggml.tokens", tokens);
        keys.put("tokenizer.ggml.token_type", types(tokens));
        keys.put("tokenizer.ggml.merges", MERGES);
        keys.put("tokenizer.ggml.bos_token_id", tokens.indexOf("<|endoftext|>"));
        keys.put("tokenizer.ggml.eos_token_id", tokens.indexOf("<|im_end|>"));
        keys.put("tokenizer.chat_template", TEMPLATE);
        var random = new Random(seed);
        int width = shape.width;
        int kv = shape.headWidth() * shape.kvHeads;
        matrix(random, "token_embd", type, width, tokens.size());
        if (!shape.tied) matrix(random, "output", type, width, tokens.size());
        vector(random, "output_norm.weight", width, 1);
        for (int i = 0; i < shape.layers; i++) {
            var layer = "blk." + i + ".";
            vector(random, layer + "attn_norm.weight", width, 1);
            matrix(random, layer + "attn_q", type, width, width);
            matrix(random, layer + "attn_k", type, width, kv);
            matrix(random, layer + "attn_v", type, width, kv);
            if (arch.equals("qwen2")) {
                vector(random, layer + "attn_q.bias", width, 0);
                vector(random, layer + "attn_k.bias", kv, 0);
                vector(random, layer + "attn_v.bias", kv, 0);
            }
            if (arch.equals("qwen3")) {
                vector(random, layer + "attn_q_norm.weight", shape.headWidth(), 1);
                vector(random, layer + "attn_k_norm.weight", shape.headWidth(), 1);
            }
            matrix(random, layer + "attn_output", type, width, width);
            vector(random, layer + "ffn_norm.weight", width, 1);
            matrix(random, layer + "ffn_gate", type, width, shape.hidden);
            matrix(random, layer + "ffn_up", type, width, shape.hidden);
            matrix(random, layer + "ffn_down", type, shape.hidden, width);
        }
    }

    /// A model with a SentencePiece vocabulary: specials, all bytes, and pieces whose scores fall with their number.
    public static TinyModel sentencePiece(long seed) {
        var out = new TinyModel(seed, 0);
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) tokens.add(String.format(java.util.Locale.ROOT, "<0x%02X>", b));
        int first = tokens.size();
        tokens.addAll(List.of(
                "▁h", "el", "lo", "▁hel", "▁hello", "▁w", "or", "ld", "▁wor", "▁world", "▁t", "he", "▁the", "an", "in",
                "▁▁", "▁a", "gr", "ün", "▁grün", "世界", "er", "re", "on"));
        var singles = "▁helowrdtangiü世s.,'0123456789é"
                .codePoints()
                .mapToObj(Character::toString)
                .toList();
        tokens.addAll(singles);
        var scores = new ArrayList<Float>();
        var types = new ArrayList<Integer>();
        for (int id = 0; id < tokens.size(); id++) {
            scores.add(id < first ? 0f : (float) (first - id));
            types.add(id == 0 ? 2 : id < 3 ? 3 : id < first ? 6 : 1);
        }
        out.keys.put("tokenizer.ggml.model", "llama");
        out.keys.put("tokenizer.ggml.tokens", tokens);
        out.keys.put("tokenizer.ggml.scores", scores);
        out.keys.put("tokenizer.ggml.token_type", types);
        out.keys.put("tokenizer.ggml.bos_token_id", 1);
        out.keys.put("tokenizer.ggml.eos_token_id", 2);
        out.keys.put("tokenizer.ggml.unknown_token_id", 0);
        out.keys.remove("tokenizer.ggml.merges");
        out.keys.remove("tokenizer.chat_template");
        var random = new Random(seed);
        out.matrix(random, "token_embd", 0, WIDTH, tokens.size());
        return out;
    }

    public static ReferenceModel model(long seed, int type) throws MalformedModel {
        return load(new TinyModel(seed, type).bytes());
    }

    public static ReferenceModel load(byte[] bytes) throws MalformedModel {
        return ReferenceModel.of(GgufFile.of(bytes), "tiny.gguf");
    }

    public byte[] bytes() {
        var head = new Out();
        head.raw("GGUF".getBytes(StandardCharsets.US_ASCII))
                .i32(version)
                .i64(tensors.size())
                .i64(keys.size());
        keys.forEach((key, value) -> head.text(key).value(value));
        var data = new Out();
        tensors.forEach((name, w) -> {
            head.text(name).i32(w.shape.length);
            for (long n : w.shape) head.i64(n);
            head.i32(w.type).i64(data.size());
            data.weights(w).pad();
        });
        head.pad().raw(data.toByteArray());
        return head.toByteArray();
    }

    /// The same model with every matrix as 32-bit floats: what an engine computes that rounds nothing on the way.
    public static byte[] plain(Path model) throws IOException {
        var out = new TinyModel(1, 0);
        var file = GgufFile.open(model);
        out.keys.clear();
        out.tensors.clear();
        for (var key : file.metadata().keys()) {
            var value = file.metadata().value(key);
            out.keys.put(
                    key,
                    value instanceof Double d ? d.floatValue() : value instanceof Long n ? Math.toIntExact(n) : value);
        }
        out.keys.remove("general.file_type");
        for (var tensor : file.tensors().values()) {
            int columns = (int) tensor.shape()[0];
            int rows = tensor.shape().length > 1 ? (int) tensor.shape()[1] : 1;
            var values = new float[columns * rows];
            var row = new float[columns];
            for (int r = 0; r < rows; r++) {
                tensor.row(r, row);
                System.arraycopy(row, 0, values, r * columns, columns);
            }
            out.tensors.put(tensor.name(), new Weights(0, tensor.shape(), values));
        }
        return out.bytes();
    }

    private void matrix(Random random, String name, int type, int columns, int rows) {
        var values = new float[columns * rows];
        for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() / Math.sqrt(columns) * 2);
        tensors.put(name + ".weight", new Weights(type, new long[] {columns, rows}, values));
    }

    private void vector(Random random, String name, int length, float around) {
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = around + (float) random.nextGaussian() / 10;
        tensors.put(name, new Weights(0, new long[] {length}, values));
    }

    private static List<String> tokens() {
        var out = new ArrayList<String>();
        char spare = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= 33 && b <= 126 || b >= 161 && b <= 172 || b >= 174;
            out.add(String.valueOf(printable ? (char) b : spare++));
        }
        for (var merge : MERGES) out.add(merge.replace(" ", ""));
        out.addAll(CONTROLS);
        return out;
    }

    private static List<Integer> types(List<String> tokens) {
        return tokens.stream().map(t -> CONTROLS.contains(t) ? 3 : 1).toList();
    }

    /// Little-endian bytes.
    static final class Out extends ByteArrayOutputStream {
        Out raw(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }

        Out i32(int value) {
            return raw(little(4).putInt(value).array());
        }

        Out i64(long value) {
            return raw(little(8).putLong(value).array());
        }

        Out text(String text) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            return i64(utf8.length).raw(utf8);
        }

        Out value(Object value) {
            return switch (value) {
                case Integer n -> i32(4).i32(n);
                case Long n -> i32(11).i64(n);
                case Float x -> i32(6).i32(Float.floatToRawIntBits(x));
                case Boolean flag -> i32(7).raw(new byte[] {(byte) (flag ? 1 : 0)});
                case String text -> i32(8).text(text);
                case List<?> list -> {
                    i32(9).i32(
                                    switch (list.getFirst()) {
                                        case String _ -> 8;
                                        case Float _ -> 6;
                                        default -> 5;
                                    })
                            .i64(list.size());
                    for (var item : list)
                        switch (item) {
                            case String text -> text(text);
                            case Float x -> i32(Float.floatToRawIntBits(x));
                            case Long n -> i32(Math.toIntExact(n));
                            default -> i32((Integer) item);
                        }
                    yield this;
                }
                default -> throw new IllegalArgumentException("no GGUF type for " + value);
            };
        }

        Out weights(Weights w) {
            switch (w.type) {
                case 0 -> {
                    for (float x : w.values) i32(Float.floatToRawIntBits(x));
                }
                case 1 -> {
                    for (float x : w.values)
                        raw(little(2).putShort(Float.floatToFloat16(x)).array());
                }
                case 30 -> {
                    for (float x : w.values)
                        raw(little(2)
                                .putShort((short) (Float.floatToRawIntBits(x) + 0x8000 >>> 16))
                                .array());
                }
                case 2 -> {
                    for (int at = 0; at < w.values.length; at += 32) QuantBlocks.q4(this, w.values, at);
                }
                case 12 -> {
                    for (int at = 0; at < w.values.length; at += 256) QuantBlocks.q4k(this, w.values, at);
                }
                case 14 -> {
                    for (int at = 0; at < w.values.length; at += 256) QuantBlocks.q6k(this, w.values, at);
                }
                default -> {
                    for (int at = 0; at < w.values.length; at += 32) QuantBlocks.q8(this, w.values, at);
                }
            }
            return this;
        }

        void half(float x) {
            raw(little(2).putShort(Float.floatToFloat16(x)).array());
        }

        Out pad() {
            while (size() % 32 != 0) write(0);
            return this;
        }

        private static ByteBuffer little(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
