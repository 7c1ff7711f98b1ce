// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.Piece;
import stoa.engine.Prompt;
import stoa.engine.Sampling;
import stoa.engine.ScoreRequest;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.openai.Dialect;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.Response;
import stoa.kit.json.Json;

/// The pages engines have beside OpenAI's, each in the shape its own server gives it.
final class MockDialects {
    private final Engine engine;

    MockDialects(Engine engine) {
        this.engine = engine;
    }

    /// TGI's description of itself.
    Response info(Dialect dialect) {
        require(dialect, Dialect.TGI);
        return Response.json(200, Json.write(Json.object().put("max_concurrent_requests", 128)));
    }

    /// vLLM's `prompt_logprobs`.
    Response scored(ObjectNode body, CompletionRequest asked) throws EngineException {
        if (!(asked.prompt() instanceof Prompt.Tokens(var ids)))
            throw EngineException.unsupported("prompt_logprobs needs token ids here");
        int top = body.path("prompt_logprobs").asInt();
        var scores = engine.score(new ScoreRequest(asked.model(), ids, top));
        var answer = Json.object().put("object", "text_completion").put("model", asked.model());
        var choice = answer.putArray("choices").addObject().put("index", 0).put("text", "");
        var list = choice.putArray("prompt_logprobs");
        list.addNull();
        for (var position : scores.positions()) {
            var told = list.addObject();
            var all = new ArrayList<>(position.top());
            all.add(position.chosen());
            for (var each : all)
                told.putObject(Integer.toString(each.id()))
                        .put("logprob", each.logprob())
                        .put("decoded_token", each.text());
        }
        choice.put("finish_reason", "length");
        return Response.json(200, Json.write(answer));
    }

    /// SGLang's `/generate`.
    Response generate(Dialect dialect, ObjectNode body) throws EngineException {
        require(dialect, Dialect.SGLANG);
        var ids = ids(body.path("input_ids"));
        int top = body.path("top_logprobs_num").asInt(0);
        int most = body.path("sampling_params").path("max_new_tokens").asInt(16);
        var text = new StringBuilder();
        var tokens = new ArrayList<TokenLogprob>();
        var completion = engine.complete(greedy(ids, most, top), piece -> keep(piece, text, tokens));
        var answer = Json.object().put("text", text.toString());
        var meta = answer.putObject("meta_info");
        meta.putObject("finish_reason").put("type", completion.finishReason().wire());
        meta.put("prompt_tokens", ids.length)
                .put("completion_tokens", completion.usage().output());
        triples(meta, "output", tokens);
        if (body.has("logprob_start_len")) {
            var inputs = new ArrayList<TokenLogprob>();
            inputs.add(new TokenLogprob(new Candidate(ids[0], new byte[0], Double.NaN), List.of()));
            inputs.addAll(engine.score(new ScoreRequest(model(), ids, top)).positions());
            triples(meta, "input", inputs);
        }
        return Response.json(200, Json.write(answer));
    }

    /// llama.cpp's `/completion`, one token of it.
    Response completion(Dialect dialect, ObjectNode body) throws EngineException {
        require(dialect, Dialect.LLAMA_CPP);
        var ids = ids(body.path("prompt"));
        var text = new StringBuilder();
        var tokens = new ArrayList<TokenLogprob>();
        int top = Math.min(
                CompletionRequest.MAX_TOP_LOGPROBS, body.path("n_probs").asInt(0));
        engine.complete(greedy(ids, body.path("n_predict").asInt(1), top), piece -> keep(piece, text, tokens));
        var answer = Json.object().put("content", text.toString());
        var list = answer.putArray("completion_probabilities");
        for (var token : tokens) {
            var entry = candidate(list.addObject(), token.chosen());
            var best = entry.putArray("top_logprobs");
            for (var each : token.top()) candidate(best.addObject(), each);
        }
        return Response.json(200, Json.write(answer));
    }

    private CompletionRequest greedy(int[] ids, int most, int top) throws EngineException {
        return new CompletionRequest(
                model(),
                new Prompt.Tokens(ids),
                Sampling.GREEDY,
                OptionalInt.of(most),
                List.of(),
                OptionalInt.of(top),
                Json.object());
    }

    private String model() throws EngineException {
        return engine.models().getFirst().id();
    }

    private static boolean keep(Piece piece, StringBuilder text, List<TokenLogprob> tokens) {
        if (piece instanceof Piece.Text part) {
            text.append(part.text());
            tokens.addAll(part.tokens());
        }
        return true;
    }

    private static void triples(ObjectNode meta, String which, List<TokenLogprob> tokens) {
        var chosen = meta.putArray(which + "_token_logprobs");
        var tops = meta.putArray(which + "_top_logprobs");
        for (var token : tokens) {
            triple(chosen, token.chosen());
            var top = tops.addArray();
            for (var each : token.top()) triple(top, each);
        }
    }

    private static void triple(ArrayNode to, Candidate each) {
        var triple = to.addArray();
        if (Double.isNaN(each.logprob())) triple.addNull();
        else triple.add(each.logprob());
        triple.add(each.id()).add(each.text());
    }

    private static ObjectNode candidate(ObjectNode to, Candidate each) {
        to.put("id", each.id()).put("token", each.text()).put("logprob", each.logprob());
        var bytes = to.putArray("bytes");
        for (byte b : each.bytes()) bytes.add(b & 0xff);
        return to;
    }

    private static int[] ids(JsonNode list) {
        var out = new int[list.size()];
        for (int i = 0; i < out.length; i++) out[i] = list.path(i).asInt();
        return out;
    }

    private static void require(Dialect dialect, Dialect wanted) {
        if (dialect != wanted) throw new HttpProblem(404, "There is no such page here.");
    }
}
