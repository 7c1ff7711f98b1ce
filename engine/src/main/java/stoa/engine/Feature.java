// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// What a model can be asked for. Selling needs CHAT or TEXT; proving compute needs TOKENS, LOGPROBS and SCORE.
public enum Feature {
    CHAT,
    TEXT,
    TOKENS,
    LOGPROBS,
    SCORE,
    EMBEDDINGS,
    TOOLS,
    /// Draws with the canonical sampler of `spec/sampler.md`.
    CANONICAL
}
