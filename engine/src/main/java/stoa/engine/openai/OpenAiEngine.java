// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.Feature;
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

    private static final Set<Feature> USUAL = EnumSet.of(Feature.CHAT, Feature.TEXT);
    private static final Set<Feature> VLLM =
            EnumSet.of(Feature.CHAT, Feature.TEXT, Feature.TOKENS, Feature.LOGPROBS, Feature.SCORE);

    private final OpenAiConfig config;
    private final Upstream upstream;

    public OpenAiEngine(OpenAiConfig config) {
        this.config = config;
        this.upstream = new Upstream(config);
    }

    /// Asks the engine; one that does not list the configured model is refused with the names it does list.
    @Override
    public List<ModelCard> models() throws EngineException {
        var listed = upstream.get("/models").path("data");
        var names = new ArrayList<String>();
        for (var model : listed) {
            var id = model.path("id").asText("");
            if (id.equals(config.upstreamModel())) return List.of(card(model));
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
                model.path("owned_by").asText("").equals("vllm") ? VLLM : USUAL);
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
