// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Metadata;

/// The numbers of a Llama model. `ropeWidth` is how many of a head's elements are turned by position.
public record LlamaConfig(
        int context,
        int width,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headWidth,
        int ropeWidth,
        double ropeBase,
        float normEpsilon,
        int vocabulary) {
    private static final int MAX_WIDTH = 1 << 16;

    static LlamaConfig of(Metadata m, int vocabulary) throws MalformedModel {
        var architecture = m.text("general.architecture").orElse("unnamed");
        if (!architecture.equals("llama"))
            throw new MalformedModel("the architecture is " + architecture + "; this engine runs llama");
        int width = m.whole("llama.embedding_length", 1, MAX_WIDTH);
        int heads = m.whole("llama.attention.head_count", 1, MAX_WIDTH);
        int kvHeads = m.whole("llama.attention.head_count_kv", heads, 1, heads);
        int headWidth = m.whole("llama.attention.key_length", width / heads, 1, MAX_WIDTH);
        int ropeWidth = m.whole("llama.rope.dimension_count", headWidth, 2, headWidth);
        int sizes = m.whole("llama.vocab_size", vocabulary, 1, 1 << 21);
        double ropeBase = m.number("llama.rope.freq_base").orElse(10_000);
        double epsilon = m.number("llama.attention.layer_norm_rms_epsilon")
                .orElseThrow(() -> new MalformedModel("the file lacks llama.attention.layer_norm_rms_epsilon"));
        if (heads % kvHeads != 0) throw new MalformedModel("the number of heads is no multiple of the key-value heads");
        if (m.whole("llama.attention.value_length", headWidth, 1, MAX_WIDTH) != headWidth)
            throw new MalformedModel("keys and values of different width are not supported");
        if (ropeWidth % 2 != 0) throw new MalformedModel("llama.rope.dimension_count must be even");
        if (!(ropeBase > 0)) throw new MalformedModel("llama.rope.freq_base must be above 0");
        if (!(epsilon > 0 && epsilon < 1)) throw new MalformedModel("the norm's epsilon must be between 0 and 1");
        if (sizes != vocabulary)
            throw new MalformedModel(
                    "llama.vocab_size is " + sizes + ", but the tokenizer has " + vocabulary + " tokens");
        if (!m.text("llama.rope.scaling.type").orElse("none").equals("none"))
            throw new MalformedModel("scaled RoPE is not supported");
        if (m.has("llama.expert_count") && m.whole("llama.expert_count", 0, MAX_WIDTH) != 0)
            throw new MalformedModel("mixtures of experts are not supported");
        return new LlamaConfig(
                m.whole("llama.context_length", 1, 1 << 20),
                width,
                m.whole("llama.block_count", 1, 1 << 10),
                m.whole("llama.feed_forward_length", 1, 1 << 20),
                heads,
                kvHeads,
                headWidth,
                ropeWidth,
                ropeBase,
                (float) epsilon,
                vocabulary);
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
