// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

    /// @param type GGUF's number for the format of matrices: 0 f32, 1 f16, 8 Q8_0
    public record Weights(int type, long[] shape, float[] values) {}

    public TinyModel(long seed, int type) {
        var tokens = tokens();
        keys.put("general.architecture", "llama");
        keys.put("general.name", "tiny");
        keys.put("llama.context_length", CONTEXT);
        keys.put("llama.embedding_length", WIDTH);
        keys.put("llama.block_count", LAYERS);
        keys.put("llama.feed_forward_length", HIDDEN);
        keys.put("llama.attention.head_count", HEADS);
        keys.put("llama.attention.head_count_kv", KV_HEADS);
        keys.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        keys.put("tokenizer.ggml.model", "gpt2");
        keys.put("tokenizer.ggml.tokens", tokens);
        keys.put("tokenizer.ggml.token_type", types(tokens));
        keys.put("tokenizer.ggml.merges", MERGES);
        keys.put("tokenizer.ggml.bos_token_id", tokens.indexOf("<|endoftext|>"));
        keys.put("tokenizer.ggml.eos_token_id", tokens.indexOf("<|im_end|>"));
        keys.put("tokenizer.chat_template", TEMPLATE);
        var random = new Random(seed);
        int kv = WIDTH / HEADS * KV_HEADS;
        matrix(random, "token_embd", type, WIDTH, tokens.size());
        vector(random, "output_norm", WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            var layer = "blk." + i + ".";
            vector(random, layer + "attn_norm", WIDTH);
            matrix(random, layer + "attn_q", type, WIDTH, WIDTH);
            matrix(random, layer + "attn_k", type, WIDTH, kv);
            matrix(random, layer + "attn_v", type, WIDTH, kv);
            matrix(random, layer + "attn_output", type, WIDTH, WIDTH);
            vector(random, layer + "ffn_norm", WIDTH);
            matrix(random, layer + "ffn_gate", type, WIDTH, HIDDEN);
            matrix(random, layer + "ffn_up", type, WIDTH, HIDDEN);
            matrix(random, layer + "ffn_down", type, HIDDEN, WIDTH);
        }
    }

    public static ReferenceModel model(long seed, int type) throws MalformedModel {
        return load(new TinyModel(seed, type).bytes());
    }

    public static ReferenceModel load(byte[] bytes) throws MalformedModel {
        try (var file = GgufFile.of(bytes)) {
            return ReferenceModel.of(file, "tiny.gguf");
        }
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

    private void matrix(Random random, String name, int type, int columns, int rows) {
        var values = new float[columns * rows];
        for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() / Math.sqrt(columns) * 2);
        tensors.put(name + ".weight", new Weights(type, new long[] {columns, rows}, values));
    }

    private void vector(Random random, String name, int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = 1 + (float) random.nextGaussian() / 10;
        tensors.put(name + ".weight", new Weights(0, new long[] {length}, values));
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
    private static final class Out extends ByteArrayOutputStream {
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
                case Integer n -> i32(5).i32(n);
                case Long n -> i32(11).i64(n);
                case Float x -> i32(6).i32(Float.floatToRawIntBits(x));
                case Boolean flag -> i32(7).raw(new byte[] {(byte) (flag ? 1 : 0)});
                case String text -> i32(8).text(text);
                case List<?> list -> {
                    boolean texts = list.getFirst() instanceof String;
                    i32(9).i32(texts ? 8 : 5).i64(list.size());
                    for (var item : list) {
                        if (texts) text((String) item);
                        else i32((Integer) item);
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
                default -> {
                    for (int at = 0; at < w.values.length; at += 32) block(w.values, at);
                }
            }
            return this;
        }

        private void block(float[] values, int at) {
            float most = 0;
            for (int i = 0; i < 32; i++) most = Math.max(most, Math.abs(values[at + i]));
            var scale = Float.floatToFloat16(most / 127);
            raw(little(2).putShort(scale).array());
            for (int i = 0; i < 32; i++) write(Math.round(values[at + i] / Float.float16ToFloat(scale)));
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
