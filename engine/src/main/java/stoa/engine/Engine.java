// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.List;
import java.util.OptionalInt;

/// Something that runs language models. Every method blocks and may be called from many threads at once, virtual
/// ones included. Interrupting the calling thread ends its call with [EngineException.Kind#UNAVAILABLE].
public interface Engine extends AutoCloseable {
    /// What is served now. An engine that lost its backend answers with an [EngineException], never with an empty
    /// list.
    List<ModelCard> models() throws EngineException;

    /// Exact number of input units of this request, if the engine can tell without running it. An outside engine
    /// usually cannot.
    OptionalInt countInput(CompletionRequest request) throws EngineException;

    /// Runs one choice (`n` is the caller's loop). Pieces go to the sink in order, as they are made, from the
    /// calling thread; once the sink answers false no further piece comes, at most one more token is computed,
    /// and the completion ends as CANCELLED. Nothing was delivered when this throws before the first piece, so
    /// the caller may try elsewhere.
    Completion complete(CompletionRequest request, Sink sink) throws EngineException;

    /// Log-probabilities of given tokens, on the raw distribution (no temperature, no filters).
    Scores score(ScoreRequest request) throws EngineException;

    Embeddings embed(EmbeddingRequest request) throws EngineException;

    /// Ends running calls with UNAVAILABLE and frees what is held. Idempotent.
    @Override
    void close();
}
