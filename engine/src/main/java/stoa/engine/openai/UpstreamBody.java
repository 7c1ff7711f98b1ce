// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stoa.engine.CompletionRequest;
import stoa.engine.Prompt;
import stoa.engine.Sampling;
import stoa.kit.json.Json;

/// The body sent to the engine: the caller's own, with what this side must decide put in its place.
final class UpstreamBody {
    private UpstreamBody() {}

    static ObjectNode of(CompletionRequest request, OpenAiConfig config) {
        var body = request.raw().deepCopy();
        body.put("model", config.upstreamModel());
        body.remove("n"); // choices are the caller's loop
        body.put("stream", config.stream());
        if (config.stream()) streamOptions(body).put("include_usage", true);
        else body.remove("stream_options");
        prompt(body, request.prompt());
        request.maxTokens()
                .ifPresent(most -> body.put(
                        body.hasNonNull("max_completion_tokens") ? "max_completion_tokens" : "max_tokens", most));
        sampling(body, request.sampling());
        if (!body.has("stop") && !request.stop().isEmpty()) request.stop().forEach(body.putArray("stop")::add);
        request.topLogprobs().ifPresent(top -> logprobs(body, request.prompt(), top));
        return body;
    }

    static boolean isChat(Prompt prompt) {
        return prompt instanceof Prompt.Chat;
    }

    private static ObjectNode streamOptions(ObjectNode body) {
        return body.path("stream_options") instanceof ObjectNode given ? given : body.putObject("stream_options");
    }

    private static void prompt(ObjectNode body, Prompt prompt) {
        switch (prompt) {
            case Prompt.Chat(var messages, var tools) -> {
                body.set("messages", messages);
                if (!tools.isEmpty()) body.set("tools", tools);
            }
            case Prompt.Text(var text) -> body.put("prompt", text);
            case Prompt.Tokens(var ids) -> {
                var list = body.putArray("prompt");
                for (int id : ids) list.add(id);
                // vLLM then names tokens by id, so that they can be scored elsewhere; others ignore it.
                body.put("return_tokens_as_token_ids", true);
            }
        }
    }

    /// What a request made by code asks for; a caller's own body says these things itself.
    private static void sampling(ObjectNode body, Sampling s) {
        s.temperature().ifPresent(t -> putIfAbsent(body, "temperature", t, Double.NaN));
        s.topP().ifPresent(p -> putIfAbsent(body, "top_p", p, 1));
        putIfAbsent(body, "top_k", s.topK(), 0);
        putIfAbsent(body, "min_p", s.minP(), 0);
        putIfAbsent(body, "presence_penalty", s.presencePenalty(), 0);
        putIfAbsent(body, "frequency_penalty", s.frequencyPenalty(), 0);
        putIfAbsent(body, "repetition_penalty", s.repetitionPenalty(), 1);
        s.seed().ifPresent(seed -> {
            if (!body.has("seed")) body.put("seed", seed);
        });
        if (!s.logitBias().isEmpty() && !body.has("logit_bias")) {
            var bias = body.putObject("logit_bias");
            s.logitBias().forEach((id, by) -> bias.put(Integer.toString(id), by));
        }
    }

    private static void putIfAbsent(ObjectNode body, String name, double value, double unless) {
        if (value == unless || body.has(name)) return;
        if (value == Math.rint(value)) body.put(name, (long) value);
        else body.put(name, value);
    }

    private static void logprobs(ObjectNode body, Prompt prompt, int top) {
        if (isChat(prompt)) body.put("logprobs", true).put("top_logprobs", top);
        else body.put("logprobs", top);
    }

    /// Asks for the log-probabilities of given tokens: an echo of the prompt with one token more.
    static ObjectNode score(String model, int[] tokens, int top) {
        var body = Json.object();
        body.put("model", model);
        prompt(body, new Prompt.Tokens(tokens));
        body.put("max_tokens", 1).put("echo", true).put("logprobs", top).put("temperature", 0);
        return body;
    }
}
