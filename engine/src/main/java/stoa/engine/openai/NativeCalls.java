// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EngineException;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.Usage;
import stoa.kit.json.Json;

/// What OpenAI's API has no words for, in each engine's own.
final class NativeCalls {
    /// Likeliest tokens asked of an engine that can only be asked position by position.
    private static final int REGENERATED_TOP = 40;

    private final Upstream upstream;
    private final OpenAiConfig config;

    NativeCalls(Upstream upstream, OpenAiConfig config) {
        this.upstream = upstream;
        this.config = config;
    }

    /// vLLM: the prompt's own log-probabilities beside one token more.
    Scores vllmScore(ScoreRequest request) throws EngineException {
        var body = Json.object().put("model", config.upstreamModel());
        ids(body.putArray("prompt"), request.tokens(), request.tokens().length);
        body.put("max_tokens", 1).put("temperature", 0).put("prompt_logprobs", request.top());
        var answer = upstream.post("/completions", body);
        var told = answer.path("choices").path(0).path("prompt_logprobs");
        if (told.isMissingNode()) told = answer.path("prompt_logprobs");
        var tokens = request.tokens();
        if (told.size() < tokens.length) throw untold();
        var out = new ArrayList<TokenLogprob>(tokens.length - 1);
        for (int i = 1; i < tokens.length; i++) {
            var all = new ArrayList<Candidate>();
            for (var entry : told.path(i).properties()) {
                var text = entry.getValue().path("decoded_token").asText("");
                all.add(new Candidate(
                        number(entry.getKey()),
                        text.getBytes(StandardCharsets.UTF_8),
                        entry.getValue().path("logprob").asDouble(Double.NaN)));
            }
            out.add(position(tokens[i], all, request.top()));
        }
        return new Scores(out, new Usage(tokens.length, 0, 0));
    }

    /// SGLang: `/generate` beside `/v1`.
    Scores sglangScore(ScoreRequest request) throws EngineException {
        var tokens = request.tokens();
        var meta = generate(tokens, 1, 0, request.top()).path("meta_info");
        var chosen = meta.path("input_token_logprobs");
        if (chosen.size() < tokens.length) throw untold();
        var out = new ArrayList<TokenLogprob>(tokens.length - 1);
        for (int i = 1; i < tokens.length; i++) {
            var all = triples(meta.path("input_top_logprobs").path(i));
            all.addFirst(triple(chosen.path(i)));
            out.add(position(tokens[i], all, request.top()));
        }
        return new Scores(out, new Usage(tokens.length, 0, 0));
    }

    /// SGLang names tokens by number only here, so raw tokens are not streamed.
    Completion sglangComplete(CompletionRequest request, int[] prompt, Sink sink) throws EngineException {
        int top = request.topLogprobs().orElse(0);
        var answer = generate(prompt, request.maxTokens().orElse(128), -1, top);
        var meta = answer.path("meta_info");
        var tokens = new ArrayList<TokenLogprob>();
        for (int i = 0; i < meta.path("output_token_logprobs").size(); i++)
            tokens.add(new TokenLogprob(
                    triple(meta.path("output_token_logprobs").path(i)),
                    triples(meta.path("output_top_logprobs").path(i))));
        int made = meta.path("completion_tokens").asInt(tokens.size());
        var usage = new Usage(
                meta.path("prompt_tokens").asInt(prompt.length),
                Math.min(prompt.length, meta.path("cached_tokens").asInt(0)),
                made);
        var shown = request.topLogprobs().isPresent() ? tokens : List.<TokenLogprob>of();
        boolean wanted = sink.accept(new Piece.Text(answer.path("text").asText(""), made, shown));
        var reason = FinishReason.of(meta.path("finish_reason").path("type").asText("stop"));
        return new Completion(wanted ? reason : FinishReason.CANCELLED, usage);
    }

    private JsonNode generate(int[] prompt, int most, int logprobsFrom, int top) throws EngineException {
        var body = Json.object();
        ids(body.putArray("input_ids"), prompt, prompt.length);
        body.putObject("sampling_params").put("temperature", 0).put("max_new_tokens", most);
        body.put("return_logprob", true).put("top_logprobs_num", top).put("return_text_in_logprobs", true);
        if (logprobsFrom >= 0) body.put("logprob_start_len", logprobsFrom);
        return upstream.postBeside("/generate", body);
    }

    /// llama.cpp: the next token's candidates behind each beginning of the tokens. The engine keeps the beginning, so
    /// each call reads one token; a token that is not among the likeliest has probability "less than those", −∞
    /// here.
    Scores llamaCppScore(ScoreRequest request) throws EngineException {
        var tokens = request.tokens();
        var out = new ArrayList<TokenLogprob>(tokens.length - 1);
        for (int i = 1; i < tokens.length; i++) {
            var body = Json.object();
            ids(body.putArray("prompt"), tokens, i);
            body.put("n_predict", 1).put("temperature", 0).put("cache_prompt", true);
            body.put("n_probs", Math.max(REGENERATED_TOP, request.top()));
            var told = upstream.postBeside("/completion", body)
                    .path("completion_probabilities")
                    .path(0)
                    .path("top_logprobs");
            if (told.isEmpty()) throw untold();
            var all = new ArrayList<Candidate>();
            for (var each : told) all.add(Chunks.candidate(each));
            out.add(position(tokens[i], all, request.top()));
        }
        return new Scores(out, new Usage(tokens.length, 0, 0), Scores.Method.REGENERATED);
    }

    boolean isTgi() {
        try {
            return upstream.getBeside("/info").has("max_concurrent_requests");
        } catch (EngineException _) {
            return false; // most engines have no such page
        }
    }

    /// Puts the asked token first among what was told and cuts the rest to the likeliest.
    private static TokenLogprob position(int token, List<Candidate> told, int top) {
        var chosen = told.stream()
                .filter(each -> each.id() == token)
                .findFirst()
                .orElse(new Candidate(token, new byte[0], Double.NEGATIVE_INFINITY));
        var seen = new HashSet<Integer>();
        var best = told.stream()
                .filter(each -> seen.add(each.id()))
                .sorted((a, b) -> Double.compare(b.logprob(), a.logprob()))
                .limit(top)
                .toList();
        return new TokenLogprob(chosen, best);
    }

    private static List<Candidate> triples(JsonNode list) {
        var out = new ArrayList<Candidate>();
        for (var each : list) out.add(triple(each));
        return out;
    }

    /// SGLang's [logprob, id, text].
    private static Candidate triple(JsonNode t) {
        return new Candidate(
                t.path(1).asInt(TokenLogprob.UNKNOWN_ID),
                t.path(2).asText("").getBytes(StandardCharsets.UTF_8),
                t.path(0).asDouble(Double.NEGATIVE_INFINITY));
    }

    private static int number(String id) {
        return id.matches("[0-9]{1,9}") ? Integer.parseInt(id) : TokenLogprob.UNKNOWN_ID;
    }

    private static void ids(ArrayNode list, int[] tokens, int count) {
        Arrays.stream(tokens, 0, count).forEach(list::add);
    }

    private static EngineException untold() {
        return EngineException.unsupported("The engine does not tell the log-probabilities of given tokens.");
    }
}
