// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Reads OpenAI request bodies. Only what has a wrong type or range is refused; a parameter nobody here knows
/// stays in `raw` for the engine that does.
public final class Requests {
    private static final int MAX_LOGIT_BIAS = 1_024;

    private Requests() {}

    /// Body of `POST /v1/chat/completions`.
    public static CompletionRequest chat(ObjectNode body) throws EngineException {
        if (!(body.get("messages") instanceof ArrayNode messages) || messages.isEmpty())
            throw wrong("messages", "must be a list of at least one message");
        for (var message : messages)
            if (!message.isObject() || !message.path("role").isTextual())
                throw wrong("messages", "must hold objects with a role");
        var tools =
                switch (body.path("tools")) {
                    case ArrayNode list -> list;
                    case JsonNode none
                    when none.isMissingNode() || none.isNull() -> JsonNodeFactory.instance.arrayNode();
                    default -> throw wrong("tools", "must be a list");
                };
        int top = (int) whole(body, "top_logprobs", 0, 0, CompletionRequest.MAX_TOP_LOGPROBS);
        var topLogprobs = flag(body, "logprobs") ? OptionalInt.of(top) : OptionalInt.empty();
        var limit = body.hasNonNull("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        return request(body, new Prompt.Chat(messages, tools), maxTokens(body, limit), topLogprobs);
    }

    /// Body of `POST /v1/completions`: one request per prompt, in order.
    public static List<CompletionRequest> text(ObjectNode body) throws EngineException {
        var topLogprobs = body.hasNonNull("logprobs")
                ? OptionalInt.of((int) whole(body, "logprobs", 0, 0, CompletionRequest.MAX_TOP_LOGPROBS))
                : OptionalInt.empty();
        var out = new ArrayList<CompletionRequest>();
        for (var prompt : prompts(body, "prompt"))
            out.add(request(body, prompt, maxTokens(body, "max_tokens"), topLogprobs));
        return out;
    }

    /// Body of `POST /v1/embeddings`.
    public static EmbeddingRequest embedding(ObjectNode body) throws EngineException {
        var dimensions = body.hasNonNull("dimensions")
                ? OptionalInt.of((int) whole(body, "dimensions", 1, 1, 1 << 20))
                : OptionalInt.empty();
        return new EmbeddingRequest(model(body), prompts(body, "input"), dimensions, body);
    }

    private static CompletionRequest request(
            ObjectNode body, Prompt prompt, OptionalInt maxTokens, OptionalInt topLogprobs) throws EngineException {
        var sampling = new Sampling(
                maybe(body, "temperature", 0, 2),
                maybe(body, "top_p", Double.MIN_VALUE, 1),
                (int) Math.max(0, whole(body, "top_k", 0, -1, Integer.MAX_VALUE)), // -1 is how vLLM spells "all"
                number(body, "min_p", 0, 0, 1),
                number(body, "presence_penalty", 0, -2, 2),
                number(body, "frequency_penalty", 0, -2, 2),
                number(body, "repetition_penalty", 1, 0.01, 100),
                logitBias(body),
                body.hasNonNull("seed")
                        ? OptionalLong.of(whole(body, "seed", 0, Long.MIN_VALUE, Long.MAX_VALUE))
                        : OptionalLong.empty());
        return new CompletionRequest(model(body), prompt, sampling, maxTokens, stops(body), topLogprobs, body);
    }

    private static String model(ObjectNode body) throws EngineException {
        var model = body.path("model");
        if (!model.isTextual() || model.textValue().isEmpty()) throw wrong("model", "must name a model");
        return model.textValue();
    }

    private static OptionalInt maxTokens(ObjectNode body, String name) throws EngineException {
        return body.hasNonNull(name)
                ? OptionalInt.of((int) whole(body, name, 1, 1, Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    /// A string, a list of strings, a list of token ids, or a list of such lists.
    private static List<Prompt> prompts(ObjectNode body, String name) throws EngineException {
        var value = body.path(name);
        if (value.isTextual()) return List.of(new Prompt.Text(value.textValue()));
        if (!(value instanceof ArrayNode list) || list.isEmpty())
            throw wrong(name, "must be a string, a list of strings, or a list of token ids");
        if (list.get(0).isNumber()) return List.of(tokens(list, name));
        var out = new ArrayList<Prompt>();
        for (var item : list) {
            switch (item) {
                case ArrayNode ids -> out.add(tokens(ids, name));
                case JsonNode text when text.isTextual() -> out.add(new Prompt.Text(text.textValue()));
                default -> throw wrong(name, "must hold strings or lists of token ids, and nothing else");
            }
        }
        return out;
    }

    private static Prompt.Tokens tokens(ArrayNode list, String name) throws EngineException {
        if (list.isEmpty()) throw wrong(name, "holds an empty list of token ids");
        var ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            var id = list.get(i);
            if (!id.canConvertToInt() || !id.isIntegralNumber() || id.intValue() < 0)
                throw wrong(name, "holds a token id that is not a whole number of 0 or more");
            ids[i] = id.intValue();
        }
        return new Prompt.Tokens(ids);
    }

    private static List<String> stops(ObjectNode body) throws EngineException {
        var stop = body.path("stop");
        if (stop.isMissingNode() || stop.isNull()) return List.of();
        var out = new ArrayList<String>();
        if (stop.isTextual()) out.add(stop.textValue());
        else if (stop.isArray() && stop.size() <= CompletionRequest.MAX_STOPS)
            for (var item : stop) {
                if (!item.isTextual()) throw wrong("stop", "must be a string or a list of strings");
                out.add(item.textValue());
            }
        else throw wrong("stop", "must be a string or a list of at most " + CompletionRequest.MAX_STOPS + " strings");
        if (out.stream().anyMatch(s -> s.length() > CompletionRequest.MAX_STOP_CHARS))
            throw wrong(
                    "stop", "must not hold a string of more than " + CompletionRequest.MAX_STOP_CHARS + " characters");
        if (out.contains("")) throw wrong("stop", "must not hold an empty string");
        return out;
    }

    private static Map<Integer, Double> logitBias(ObjectNode body) throws EngineException {
        var bias = body.path("logit_bias");
        if (bias.isMissingNode() || bias.isNull()) return Map.of();
        if (!bias.isObject() || bias.size() > MAX_LOGIT_BIAS)
            throw wrong("logit_bias", "must be an object of at most " + MAX_LOGIT_BIAS + " token ids");
        var out = new TreeMap<Integer, Double>();
        for (var entry : bias.properties()) {
            if (!entry.getKey().matches("[0-9]{1,9}")) throw wrong("logit_bias", "must have token ids as keys");
            double by = entry.getValue().isNumber() ? entry.getValue().doubleValue() : Double.NaN;
            if (!(Math.abs(by) <= 100)) throw wrong("logit_bias", "must hold numbers between -100 and 100");
            out.put(Integer.valueOf(entry.getKey()), by);
        }
        return out;
    }

    private static OptionalDouble maybe(ObjectNode body, String name, double least, double most)
            throws EngineException {
        return body.hasNonNull(name) ? OptionalDouble.of(number(body, name, 0, least, most)) : OptionalDouble.empty();
    }

    private static double number(ObjectNode body, String name, double otherwise, double least, double most)
            throws EngineException {
        var value = body.path(name);
        if (value.isMissingNode() || value.isNull()) return otherwise;
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most))
            throw wrong(name, "must be a number between " + plain(least) + " and " + plain(most));
        return number;
    }

    private static long whole(ObjectNode body, String name, long otherwise, long least, long most)
            throws EngineException {
        var value = body.path(name);
        if (value.isMissingNode() || value.isNull()) return otherwise;
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most)
            throw wrong(
                    name,
                    "must be a whole number"
                            + (most >= Integer.MAX_VALUE
                                    ? " of at least " + least
                                    : " between " + least + " and " + most));
        return value.longValue();
    }

    private static boolean flag(ObjectNode body, String name) throws EngineException {
        var value = body.path(name);
        if (value.isMissingNode() || value.isNull()) return false;
        if (!value.isBoolean()) throw wrong(name, "must be true or false");
        return value.booleanValue();
    }

    private static String plain(double value) {
        if (value == Double.MIN_VALUE) return "0 (exclusive)";
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static EngineException wrong(String param, String what) {
        return EngineException.badRequest("'" + param + "' " + what + ".", param, "invalid_value");
    }
}
