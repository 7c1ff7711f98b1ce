// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.ModelCard;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.Usage;
import stoa.kit.http.HttpFailure;

/// One model of an outside engine.
public final class OpenAiEngine implements Engine {
    /// For the end of a stream behind its `[DONE]`, so that the connection can be kept.
    private static final Duration END_PATIENCE = Duration.ofMillis(200);

    private final OpenAiConfig config;
    private final Upstream upstream;
    private final NativeCalls own;
    private volatile @Nullable Dialect dialect;

    public OpenAiEngine(OpenAiConfig config) {
        this.config = config;
        this.upstream = new Upstream(config);
        this.own = new NativeCalls(upstream, config);
    }

    /// Asks the engine; one that does not list the configured model is refused with the names it does list.
    @Override
    public List<ModelCard> models() throws EngineException {
        var listed = upstream.get("/models").path("data");
        var names = new ArrayList<String>();
        for (var model : listed) {
            var id = model.path("id").asText("");
            if (id.equals(config.upstreamModel())) {
                var told = Dialect.of(model);
                dialect = told == Dialect.OPENAI && own.isTgi() ? Dialect.TGI : told;
                return List.of(card(model));
            }
            names.add(id);
        }
        throw new EngineException(
                Kind.UNAVAILABLE,
                "The engine does not serve '" + config.upstreamModel() + "'; it lists "
                        + (names.isEmpty()
                                ? "no model"
                                : String.join(", ", names.subList(0, Math.min(20, names.size()))))
                        + ".");
    }

    /// Only the engine knows its tokenizer.
    @Override
    public OptionalInt countInput(CompletionRequest request) throws EngineException {
        requireModel(request.model());
        return OptionalInt.empty();
    }

    @Override
    public Completion complete(CompletionRequest request, Sink sink) throws EngineException {
        requireModel(request.model());
        if (request.prompt() instanceof stoa.engine.Prompt.Tokens(var ids) && dialect() == Dialect.SGLANG)
            return own.sglangComplete(request, ids, sink);
        var path = UpstreamBody.isChat(request.prompt()) ? "/chat/completions" : "/completions";
        var body = UpstreamBody.of(request, config);
        var chunks = new Chunks(sink);
        if (!config.stream()) return chunks.take(upstream.post(path, body)) ? chunks.completion() : chunks.cancelled();
        var stream = upstream.stream(path, body);
        try {
            var events = stream.events();
            for (var event = events.next(); event != null; event = events.next()) {
                if (event.data().equals("[DONE]")) {
                    stream.finish(END_PATIENCE);
                    return chunks.completion();
                }
                if (!chunks.take(event.data())) return chunks.cancelled();
            }
            if (chunks.complete()) return chunks.completion(); // some engines leave [DONE] out
            throw new EngineException(Kind.UNAVAILABLE, "The engine ended the answer before it was complete.");
        } catch (HttpFailure e) {
            throw upstream.failed(e);
        } catch (IOException e) {
            throw new EngineException(Kind.UNAVAILABLE, "The engine broke the connection off.", e);
        } finally {
            upstream.done(stream);
        }
    }

    @Override
    public Scores score(ScoreRequest request) throws EngineException {
        requireModel(request.model());
        return switch (dialect()) {
            case VLLM -> own.vllmScore(request);
            case SGLANG -> own.sglangScore(request);
            case LLAMA_CPP -> own.llamaCppScore(request);
            case OLLAMA, TGI -> throw EngineException.unsupported("This kind of engine cannot score given tokens.");
            case OPENAI -> echoed(request);
        };
    }

    /// What the engine is, as far as it tells; asked until it does.
    public Dialect dialect() {
        if (dialect == null) {
            try {
                models();
            } catch (EngineException _) {
                return Dialect.OPENAI; // what is asked next will say what is wrong
            }
        }
        return java.util.Objects.requireNonNull(dialect);
    }

    /// The oldest way: a completion that repeats its prompt with log-probabilities.
    private Scores echoed(ScoreRequest request) throws EngineException {
        var tokens = request.tokens();
        var answer = echo(request);
        var logprobs = answer.path("choices").path(0).path("logprobs");
        if (logprobs.path("tokens").size() < tokens.length
                || logprobs.path("token_logprobs").size() < tokens.length
                || !logprobs.path("token_logprobs").path(1).isNumber())
            throw EngineException.unsupported("The engine does not tell the log-probabilities of given tokens.");
        var out = new ArrayList<TokenLogprob>(tokens.length - 1);
        for (int i = 1; i < tokens.length; i++) {
            var told = Chunks.textToken(logprobs, i);
            var chosen = new Candidate(
                    tokens[i], told.chosen().bytes(), told.chosen().logprob());
            out.add(new TokenLogprob(chosen, told.top()));
        }
        return new Scores(out, new Usage(tokens.length, 0, 0));
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) throws EngineException {
        requireModel(request.model());
        var body = request.raw().deepCopy().put("model", config.upstreamModel());
        body.put("encoding_format", "float");
        if (!body.has("input")) putInputs(body.putArray("input"), request);
        if (!body.has("dimensions") && request.dimensions().isPresent())
            body.put("dimensions", request.dimensions().getAsInt());
        var answer = upstream.post("/embeddings", body);
        var vectors = new float[request.inputs().size()][];
        for (var item : answer.path("data")) {
            int index = item.path("index").asInt(-1);
            if (index >= 0 && index < vectors.length) vectors[index] = vector(item.path("embedding"));
        }
        for (var vector : vectors)
            if (vector == null || vector.length == 0)
                throw new EngineException(Kind.INTERNAL, "The engine did not embed every input.");
        return new Embeddings(List.of(vectors), Chunks.usage(answer.path("usage")));
    }

    @Override
    public void close() {
        upstream.close();
    }

    private JsonNode echo(ScoreRequest request) throws EngineException {
        try {
            return upstream.post(
                    "/completions", UpstreamBody.score(config.upstreamModel(), request.tokens(), request.top()));
        } catch (EngineException e) {
            if (e.kind() == Kind.BAD_REQUEST)
                throw EngineException.unsupported("The engine does not score given tokens: " + e.getMessage());
            throw e;
        }
    }

    private ModelCard card(JsonNode model) {
        // vLLM, OpenRouter and its kin, llama.cpp
        int context = model.path("max_model_len")
                .asInt(model.path("context_length")
                        .asInt(model.path("meta").path("n_ctx_train").asInt(0)));
        int vocabulary = model.path("meta").path("n_vocab").asInt(0);
        return new ModelCard(
                config.model(),
                config.model(),
                context > 0 ? OptionalInt.of(context) : OptionalInt.empty(),
                vocabulary > 0 ? OptionalInt.of(vocabulary) : OptionalInt.empty(),
                java.util.Objects.requireNonNull(dialect).features());
    }

    private static void putInputs(ArrayNode list, EmbeddingRequest request) {
        for (var prompt : request.inputs()) {
            switch (prompt) {
                case stoa.engine.Prompt.Text(var text) -> list.add(text);
                case stoa.engine.Prompt.Tokens(var ids) -> {
                    var inner = list.addArray();
                    for (int id : ids) inner.add(id);
                }
                case stoa.engine.Prompt.Chat _ -> throw new IllegalArgumentException("a chat cannot be embedded");
            }
        }
    }

    private static float[] vector(JsonNode numbers) {
        var out = new float[numbers.size()];
        for (int i = 0; i < out.length; i++) out[i] = (float) numbers.path(i).asDouble();
        return out;
    }

    private void requireModel(String model) throws EngineException {
        if (!model.equals(config.model())) throw EngineException.modelUnknown(model);
    }
}
