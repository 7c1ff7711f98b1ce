// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;
import stoa.engine.Feature;

/// What an outside engine speaks beyond OpenAI's API, told by how it describes itself. What one cannot do is what its
/// own server does not offer; [OpenAiEngine] refuses that as UNSUPPORTED.
public enum Dialect {
    /// Token prompts; scores through `prompt_logprobs`.
    VLLM(Feature.CHAT, Feature.TEXT, Feature.TOKENS, Feature.LOGPROBS, Feature.SCORE, Feature.TOOLS),
    /// Token prompts and scores through `/generate`.
    SGLANG(Feature.CHAT, Feature.TEXT, Feature.TOKENS, Feature.LOGPROBS, Feature.SCORE, Feature.TOOLS),
    /// Token prompts; no scores of a prompt, so each position is asked for anew through `/completion`.
    LLAMA_CPP(Feature.CHAT, Feature.TEXT, Feature.TOKENS, Feature.LOGPROBS, Feature.SCORE, Feature.TOOLS),
    /// Chat and text only.
    OLLAMA(Feature.CHAT, Feature.TEXT, Feature.TOOLS),
    /// Log-probabilities of what it writes, but prompts are texts.
    TGI(Feature.CHAT, Feature.TEXT, Feature.LOGPROBS, Feature.TOOLS),
    /// Anything else; what it can do shows when it is tried.
    OPENAI(Feature.CHAT, Feature.TEXT);

    private final Set<Feature> features;

    Dialect(Feature first, Feature... rest) {
        this.features = EnumSet.of(first, rest);
    }

    public Set<Feature> features() {
        return EnumSet.copyOf(features);
    }

    /// Told by a model's entry in `/v1/models`.
    static Dialect of(JsonNode model) {
        return switch (model.path("owned_by").asText("")) {
            case "vllm" -> VLLM;
            case "sglang" -> SGLANG;
            case "llamacpp" -> LLAMA_CPP;
            case "library" -> OLLAMA;
            // TGI gives the model's own name and nothing else; `/info` settles it.
            default -> OPENAI;
        };
    }
}
