// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.engine.reference.gguf.GgufFile;
import stoa.engine.reference.gguf.MalformedModel;

/// One layer's weights. What only some models have is null in the others: biases of Qwen 2, norms of each head of Qwen
/// 3.
record Layer(
        float[] attentionNorm,
        Weights query,
        Weights key,
        Weights value,
        float @Nullable [] queryBias,
        float @Nullable [] keyBias,
        float @Nullable [] valueBias,
        float @Nullable [] queryNorm,
        float @Nullable [] keyNorm,
        Weights attentionOut,
        float @Nullable [] attentionOutBias,
        float[] feedForwardNorm,
        Weights gate,
        Weights up,
        Weights down) {
    /// All names a layer's tensors may have, behind `blk.N.`
    static final Set<String> NAMES = Set.of(
            "attn_norm.weight",
            "attn_q.weight",
            "attn_k.weight",
            "attn_v.weight",
            "attn_q.bias",
            "attn_k.bias",
            "attn_v.bias",
            "attn_q_norm.weight",
            "attn_k_norm.weight",
            "attn_output.weight",
            "attn_output.bias",
            "ffn_norm.weight",
            "ffn_gate.weight",
            "ffn_up.weight",
            "ffn_down.weight");

    static Layer load(GgufFile file, int index, LlamaConfig c, boolean check) throws MalformedModel {
        var blk = "blk." + index + ".";
        return new Layer(
                file.tensor(blk + "attn_norm.weight").vector(c.width()),
                weights(file, blk + "attn_q.weight", c.width(), c.queryWidth(), check),
                weights(file, blk + "attn_k.weight", c.width(), c.kvWidth(), check),
                weights(file, blk + "attn_v.weight", c.width(), c.kvWidth(), check),
                maybe(file, blk + "attn_q.bias", c.queryWidth()),
                maybe(file, blk + "attn_k.bias", c.kvWidth()),
                maybe(file, blk + "attn_v.bias", c.kvWidth()),
                maybe(file, blk + "attn_q_norm.weight", c.headWidth()),
                maybe(file, blk + "attn_k_norm.weight", c.headWidth()),
                weights(file, blk + "attn_output.weight", c.queryWidth(), c.width(), check),
                maybe(file, blk + "attn_output.bias", c.width()),
                file.tensor(blk + "ffn_norm.weight").vector(c.width()),
                weights(file, blk + "ffn_gate.weight", c.width(), c.hidden(), check),
                weights(file, blk + "ffn_up.weight", c.width(), c.hidden(), check),
                weights(file, blk + "ffn_down.weight", c.hidden(), c.width(), check));
    }

    static Weights weights(GgufFile file, String name, int inputs, int outputs, boolean check) throws MalformedModel {
        return Weights.of(file.tensor(name), inputs, outputs, check);
    }

    private static float @Nullable [] maybe(GgufFile file, String name, int length) throws MalformedModel {
        return file.tensors().containsKey(name) ? file.tensor(name).vector(length) : null;
    }
}
