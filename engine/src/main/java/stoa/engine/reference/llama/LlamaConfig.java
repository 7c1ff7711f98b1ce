// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Metadata;

/// The numbers of a model of the Llama family.
///
/// @param ropeWidth how many of a head's elements are turned by position
/// @param ropeHalves which elements turn together: i and i + ropeWidth/2 (Qwen), or neighbours (Llama, Mistral)
/// @param ropeScale angles are divided by this
/// @param window how many positions back a token sees, itself included; 0 is all
public record LlamaConfig(
        int context,
        int width,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headWidth,
        int ropeWidth,
        boolean ropeHalves,
        double ropeBase,
        double ropeScale,
        int window,
        float normEpsilon,
        int vocabulary) {
    private static final int MAX_WIDTH = 1 << 16;

    static LlamaConfig of(Metadata m, int vocabulary) throws MalformedModel {
        var a = m.text("general.architecture").orElse("unnamed");
        boolean halves =
                switch (a) {
                    case "llama" -> false;
                    case "qwen2", "qwen3" -> true;
                    default ->
                        throw new MalformedModel(
                                "the architecture is " + a + "; this engine runs llama (and mistral), qwen2 and qwen3");
                };
        int width = m.whole(a + ".embedding_length", 1, MAX_WIDTH);
        int heads = m.whole(a + ".attention.head_count", 1, MAX_WIDTH);
        int kvHeads = m.whole(a + ".attention.head_count_kv", heads, 1, heads);
        int headWidth = m.whole(a + ".attention.key_length", Math.max(1, width / heads), 1, MAX_WIDTH);
        int ropeWidth = m.whole(a + ".rope.dimension_count", headWidth, 2, headWidth);
        int sizes = m.whole(a + ".vocab_size", vocabulary, 1, 1 << 21);
        double ropeBase = m.number(a + ".rope.freq_base").orElse(10_000);
        double epsilon = m.number(a + ".attention.layer_norm_rms_epsilon")
                .orElseThrow(() -> new MalformedModel("the file lacks " + a + ".attention.layer_norm_rms_epsilon"));
        if (heads % kvHeads != 0) throw new MalformedModel("the number of heads is no multiple of the key-value heads");
        if (m.whole(a + ".attention.value_length", headWidth, 1, MAX_WIDTH) != headWidth)
            throw new MalformedModel("keys and values of different width are not supported");
        if (ropeWidth % 2 != 0) throw new MalformedModel(a + ".rope.dimension_count must be even");
        if (!(ropeBase > 0)) throw new MalformedModel(a + ".rope.freq_base must be above 0");
        if (!(epsilon > 0 && epsilon < 1)) throw new MalformedModel("the norm's epsilon must be between 0 and 1");
        if (sizes != vocabulary)
            throw new MalformedModel(
                    a + ".vocab_size is " + sizes + ", but the tokenizer has " + vocabulary + " tokens");
        if (m.has(a + ".expert_count") && m.whole(a + ".expert_count", 0, MAX_WIDTH) != 0)
            throw new MalformedModel("mixtures of experts are not supported");
        return new LlamaConfig(
                m.whole(a + ".context_length", 1, 1 << 20),
                width,
                m.whole(a + ".block_count", 1, 1 << 10),
                m.whole(a + ".feed_forward_length", 1, 1 << 20),
                heads,
                kvHeads,
                headWidth,
                ropeWidth,
                halves,
                ropeBase,
                ropeScale(m, a),
                m.whole(a + ".attention.sliding_window", 0, 0, 1 << 20),
                (float) epsilon,
                vocabulary);
    }

    private static double ropeScale(Metadata m, String a) throws MalformedModel {
        var kind = m.text(a + ".rope.scaling.type").orElse("none");
        return switch (kind) {
            case "none" -> 1;
            case "linear" -> {
                double factor = m.number(a + ".rope.scaling.factor").orElse(1);
                if (!(factor >= 1 && factor <= 1024))
                    throw new MalformedModel(a + ".rope.scaling.factor must be between 1 and 1024");
                yield factor;
            }
            default -> throw new MalformedModel("scaled RoPE of the kind " + kind + " is not supported");
        };
    }

    int queryWidth() {
        return heads * headWidth;
    }

    int kvWidth() {
        return kvHeads * headWidth;
    }

    /// Bytes of keys and values that one more position costs.
    public long cacheBytesPerToken() {
        return 2L * Float.BYTES * layers * kvWidth();
    }
}
