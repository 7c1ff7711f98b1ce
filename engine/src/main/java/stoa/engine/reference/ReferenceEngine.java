// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.ModelCard;
import stoa.engine.Prompt;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.engine.reference.llama.KvCache;
import stoa.engine.reference.llama.Llama;

/// Runs one model in this process. Several engines may share a [ReferenceModel]; each has its own threads and
/// limits.
public final class ReferenceEngine implements Engine {
    private final ReferenceModel model;
    private final Scheduler scheduler;

    public ReferenceEngine(ReferenceModel model, ReferenceLimits limits) {
        this.model = model;
        this.scheduler = new Scheduler(limits, model.llama().config());
    }

    /// An engine of its own for one file. Who needs several of them loads a [ReferenceModel] once and shares it.
    public static ReferenceEngine load(Path path) throws IOException {
        return new ReferenceEngine(ReferenceModel.load(path), ReferenceLimits.defaults());
    }

    @Override
    public List<ModelCard> models() {
        return List.of(model.card());
    }

    @Override
    public OptionalInt countInput(CompletionRequest request) throws EngineException {
        return OptionalInt.of(tokens(request).length);
    }

    @Override
    public Completion complete(CompletionRequest request, Sink sink) throws EngineException {
        var tokens = tokens(request);
        for (int id : request.sampling().logitBias().keySet())
            if (id >= model.tokenizer().size())
                throw EngineException.badRequest(
                        "logit_bias names token " + id + ", but this model has "
                                + model.tokenizer().size() + " tokens.",
                        "logit_bias",
                        "invalid_value");
        try (var turn = scheduler.admit()) {
            return new Generation(model, request, tokens, turn).run(sink);
        }
    }

    @Override
    public Scores score(ScoreRequest request) throws EngineException {
        requireModel(request.model());
        var tokens = checked(request.tokens(), "tokens");
        if (tokens.length > context()) throw EngineException.contextLength(context(), tokens.length);
        var positions = new ArrayList<TokenLogprob>(tokens.length - 1);
        var cache = new KvCache(model.llama().config());
        try (var turn = scheduler.admit()) {
            for (int from = 0; from < tokens.length - 1; from += Llama.BATCH) {
                int first = from;
                int count = Math.min(Llama.BATCH, tokens.length - 1 - first);
                turn.step(w -> model.llama().step(tokens, first, count, cache, w, new Llama.Scored() {
                    @Override
                    public boolean all() {
                        return true;
                    }

                    @Override
                    public void scores(int index, float[] logits) {
                        int next = tokens[first + index + 1];
                        positions.add(Logprobs.of(model.tokenizer(), logits, next, request.top()));
                    }
                }));
            }
        }
        return new Scores(positions, new Usage(tokens.length, 0, 0));
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) throws EngineException {
        requireModel(request.model());
        throw EngineException.unsupported("The model '" + model.card().id() + "' makes text, not embeddings.");
    }

    @Override
    public void close() {
        scheduler.close();
    }

    /// The prompt's tokens, known to leave room for at least one more.
    private int[] tokens(CompletionRequest request) throws EngineException {
        requireModel(request.model());
        requireReadable(request.prompt());
        var tokens =
                switch (request.prompt()) {
                    case Prompt.Chat(var messages, var _) -> model.template().encode(model.tokenizer(), messages);
                    case Prompt.Text(var text) -> model.tokenizer().encodePrompt(text);
                    case Prompt.Tokens(var ids) -> checked(ids, "prompt");
                };
        if (tokens.length == 0)
            throw EngineException.badRequest("'prompt' must not be empty.", "prompt", "invalid_value");
        if (tokens.length >= context()) throw EngineException.contextLength(context(), tokens.length + 1L);
        return tokens;
    }

    /// Refuses what cannot fit before it is turned into tokens.
    private void requireReadable(Prompt prompt) throws EngineException {
        long chars =
                switch (prompt) {
                    case Prompt.Chat(var messages, var _) -> {
                        long sum = 0;
                        for (var message : messages)
                            sum += message.path("content").asText("").length();
                        yield sum;
                    }
                    case Prompt.Text(var text) -> text.length();
                    case Prompt.Tokens _ -> 0;
                };
        long least = chars / model.tokenizer().longestBytes();
        if (least > context()) throw EngineException.contextLength(context(), least);
    }

    private int[] checked(int[] ids, String param) throws EngineException {
        for (int id : ids)
            if (id < 0 || id >= model.tokenizer().size())
                throw EngineException.badRequest(
                        "'" + param + "' holds the token id " + id + ", but this model has "
                                + model.tokenizer().size() + " tokens.",
                        param,
                        "invalid_value");
        return ids.clone();
    }

    private void requireModel(String id) throws EngineException {
        if (!id.equals(model.card().id())) throw EngineException.modelUnknown(id);
    }

    private int context() {
        return model.llama().config().context();
    }
}
