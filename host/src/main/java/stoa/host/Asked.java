// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.EngineException;
import stoa.engine.Prompt;
import stoa.engine.Requests;
import stoa.engine.RunSeed;
import stoa.engine.Sampling;
import stoa.host.openai.ChatShape;
import stoa.host.openai.Shape;
import stoa.host.openai.TextShape;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.ModelId;
import stoa.types.Usage;

/// A request as a host understands it.
sealed interface Asked {
    /// Most choices one request may ask for, over all its prompts.
    int MOST_CHOICES = 128;

    ModelId model();

    /// Whether the caller wants a stream.
    boolean stream();

    /// The request's own limit on output units, over all choices; [Usage#MOST] when only the model's context is one.
    long outputMost();

    /// One or more choices of text.
    ///
    /// @param choices one completion each, in the order of their index
    /// @param prompts how many different prompts they have; input is counted once a prompt
    /// @param shape spells this answer
    record Completions(
            ModelId model,
            List<CompletionRequest> choices,
            int prompts,
            boolean stream,
            boolean usageChunk,
            Shape shape)
            implements Asked {
        public Completions {
            choices = List.copyOf(choices);
        }

        @Override
        public long outputMost() {
            long sum = 0;
            for (var choice : choices) {
                if (choice.maxTokens().isEmpty()) return Usage.MOST;
                sum += choice.maxTokens().getAsInt();
            }
            return Math.min(sum, Usage.MOST);
        }
    }

    /// Vectors.
    record Vectors(ModelId model, EmbeddingRequest request, boolean base64) implements Asked {
        @Override
        public boolean stream() {
            return false;
        }

        @Override
        public long outputMost() {
            return 0;
        }
    }

    /// Reads a body.
    ///
    /// @param kind the last part of the path: chat, completions or embeddings
    /// @throws EngineException of kind BAD_REQUEST in OpenAI's words
    static Asked read(String kind, byte[] body, String id, long nowSeconds) throws EngineException {
        ObjectNode json;
        try {
            if (!(Json.parse(body) instanceof ObjectNode object))
                throw EngineException.badRequest("The body must be a JSON object.", null, null);
            json = object;
        } catch (MalformedJson e) {
            throw EngineException.badRequest("The body is not valid JSON: " + e.getMessage(), null, null);
        }
        return switch (kind) {
            case "chat" -> chat(json, id, nowSeconds);
            case "completions" -> text(json, id, nowSeconds);
            case "embeddings" -> {
                var request = Requests.embedding(json);
                yield new Vectors(
                        modelOf(request.model()),
                        request,
                        json.path("encoding_format").asText("float").equals("base64"));
            }
            default -> throw EngineException.badRequest("There is no endpoint '" + kind + "' here.", null, null);
        };
    }

    private static Asked chat(ObjectNode json, String id, long nowSeconds) throws EngineException {
        var request = Requests.chat(json);
        int n = choices(json, 1);
        boolean stream = json.path("stream").asBoolean(false);
        boolean usage =
                stream && json.path("stream_options").path("include_usage").asBoolean(false);
        var shape = new ChatShape(
                "chatcmpl-" + id,
                nowSeconds,
                request.model(),
                n,
                request.topLogprobs().isPresent(),
                usage);
        return new Completions(modelOf(request.model()), repeat(List.of(request), n), 1, stream, usage, shape);
    }

    private static Asked text(ObjectNode json, String id, long nowSeconds) throws EngineException {
        var requests = Requests.text(json);
        int n = choices(json, requests.size());
        boolean stream = json.path("stream").asBoolean(false);
        boolean usage =
                stream && json.path("stream_options").path("include_usage").asBoolean(false);
        boolean echo = json.path("echo").asBoolean(false);
        var echoes = new ArrayList<String>();
        for (var request : requests)
            for (int i = 0; i < n; i++)
                echoes.add(echo && request.prompt() instanceof Prompt.Text text ? text.text() : "");
        var model = requests.getFirst().model();
        boolean logprobs = requests.getFirst().topLogprobs().isPresent();
        var shape = new TextShape("cmpl-" + id, nowSeconds, model, echoes, logprobs, usage);
        return new Completions(modelOf(model), repeat(requests, n), requests.size(), stream, usage, shape);
    }

    private static int choices(ObjectNode json, int prompts) throws EngineException {
        if (prompts > MOST_CHOICES)
            throw EngineException.badRequest(
                    "'prompt' holds more than " + MOST_CHOICES + " prompts.", "prompt", "invalid_value");
        var n = json.path("n");
        if (n.isMissingNode() || n.isNull()) return 1;
        if (!n.isInt() || n.intValue() < 1 || (long) n.intValue() * prompts > MOST_CHOICES)
            throw EngineException.badRequest(
                    "'n' must be a whole number from 1 to " + MOST_CHOICES / prompts + ".", "n", "invalid_value");
        return n.intValue();
    }

    /// Several choices under one seed must still differ: each has a run seed of its own.
    private static List<CompletionRequest> repeat(List<CompletionRequest> requests, int n) {
        var out = new ArrayList<CompletionRequest>(requests.size() * n);
        for (var request : requests)
            for (int i = 0; i < n; i++)
                out.add(
                        request.sampling().seed().isEmpty() || i == 0
                                ? request
                                : request.withSampling(choice(request, i)));
        return out;
    }

    /// An engine of its own knows the run seed; an outside one knows only OpenAI's seed, so that differs too.
    private static Sampling choice(CompletionRequest request, int index) {
        var s = request.sampling();
        long seed = s.seed().orElseThrow();
        return new Sampling(
                s.temperature(),
                s.topP(),
                s.topK(),
                s.minP(),
                s.presencePenalty(),
                s.frequencyPenalty(),
                s.repetitionPenalty(),
                s.logitBias(),
                OptionalLong.of(seed + index),
                Optional.of(RunSeed.ofCaller(request.model(), seed, index)));
    }

    private static ModelId modelOf(String name) throws EngineException {
        if (!ModelId.valid(name)) throw EngineException.modelUnknown(name.length() > 64 ? name.substring(0, 64) : name);
        return new ModelId(name);
    }
}
