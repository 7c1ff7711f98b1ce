// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.Embeddings;
import stoa.engine.FinishReason;
import stoa.engine.ModelCard;
import stoa.engine.Piece;
import stoa.engine.Scores;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.Usage;
import stoa.engine.openai.Dialect;
import stoa.kit.http.HttpProblem;
import stoa.kit.json.Json;

/// The JSON of one answer in OpenAI's shapes, whole or in chunks.
final class MockReplies {
    private static final String GAP = "#gap#";

    private final ObjectNode asked;
    private final boolean chat;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private final ObjectNode extras = Json.object();
    private boolean begun;
    private String @Nullable [] frame;

    private final Dialect dialect;

    MockReplies(ObjectNode asked, boolean chat) {
        this(asked, chat, Dialect.VLLM);
    }

    MockReplies(ObjectNode asked, boolean chat, Dialect dialect) {
        this.asked = asked;
        this.chat = chat;
        this.dialect = dialect;
    }

    boolean streamed() {
        return asked.path("stream").asBoolean(false);
    }

    boolean begun() {
        return begun;
    }

    /// Keeps a piece for [#whole].
    boolean keep(Piece piece) {
        switch (piece) {
            case Piece.Text part -> {
                text.append(part.text());
                tokens.addAll(part.tokens());
            }
            case Piece.Delta part -> extras.setAll((ObjectNode) part.delta());
        }
        return true;
    }

    byte[] whole(Completion completion) {
        var body = head(chat ? "chat.completion" : "text_completion");
        var choice = body.putArray("choices").addObject().put("index", 0);
        if (chat) {
            var message = choice.putObject("message").put("role", "assistant");
            if (extras.isEmpty()) message.put("content", text.toString());
            else message.putNull("content").setAll(extras);
        } else {
            choice.put("text", text.toString());
        }
        if (!tokens.isEmpty()) choice.set("logprobs", logprobs(tokens));
        choice.put("finish_reason", completion.finishReason().wire());
        body.set("usage", usage(completion.usage()));
        return Json.write(body);
    }

    /// The chunk of a piece; before the first one the chunk that opens a chat.
    List<byte[]> chunk(Piece piece) {
        var out = new ArrayList<byte[]>(2);
        if (!begun && chat) {
            var opening = chunk();
            choice(opening).putObject("delta").put("role", "assistant").put("content", "");
            out.add(Json.write(opening));
        }
        begun = true;
        if (chat && piece instanceof Piece.Text plain && plain.tokens().isEmpty()) {
            out.add(spelled(plain.text()));
            return out;
        }
        var body = chunk();
        var choice = choice(body);
        switch (piece) {
            case Piece.Text part when chat -> choice.putObject("delta").put("content", part.text());
            case Piece.Text part -> choice.put("text", part.text());
            case Piece.Delta part -> choice.set("delta", part.delta());
        }
        if (piece instanceof Piece.Text part && !part.tokens().isEmpty())
            choice.set("logprobs", logprobs(part.tokens()));
        out.add(Json.write(body));
        return out;
    }

    /// Chunks of one answer differ in their text alone: the rest is spelled once.
    private byte[] spelled(String content) {
        if (frame == null) {
            var body = chunk();
            choice(body).putObject("delta").put("content", GAP);
            frame = Json.text(body).split('"' + GAP + '"', 2);
        }
        return (frame[0] + Json.text(content) + frame[1]).getBytes(StandardCharsets.UTF_8);
    }

    /// The last chunks: how it ended, and the usage where it was asked for.
    List<byte[]> closing(Completion completion) {
        var body = chunk();
        var choice = choice(body);
        if (chat) choice.putObject("delta");
        else choice.put("text", "");
        var reason = completion.finishReason();
        choice.put("finish_reason", (reason == FinishReason.CANCELLED ? FinishReason.STOP : reason).wire());
        if (!asked.path("stream_options").path("include_usage").asBoolean(false)) return List.of(Json.write(body));
        var last = chunk();
        last.putArray("choices");
        last.set("usage", usage(completion.usage()));
        return List.of(Json.write(body), Json.write(last));
    }

    /// Given tokens, with one more made up, because that is how servers answer an echo.
    byte[] echo(Scores scores, int first) {
        var body = head("text_completion");
        var choice = body.putArray("choices").addObject().put("index", 0).put("text", "");
        var all = new ArrayList<TokenLogprob>();
        all.add(new TokenLogprob(new Candidate(first, new byte[0], Double.NaN), List.of()));
        all.addAll(scores.positions());
        all.add(scores.positions().getLast());
        choice.set("logprobs", logprobs(all));
        choice.put("finish_reason", "length");
        body.set("usage", usage(scores.usage()));
        return Json.write(body);
    }

    static byte[] models(List<ModelCard> cards, Dialect dialect) {
        var body = Json.object().put("object", "list");
        var data = body.putArray("data");
        for (var card : cards) {
            var model = data.addObject().put("id", card.id()).put("object", "model");
            switch (dialect) {
                case VLLM, SGLANG -> {
                    model.put("owned_by", dialect == Dialect.VLLM ? "vllm" : "sglang");
                    card.contextTokens().ifPresent(context -> model.put("max_model_len", context));
                }
                case LLAMA_CPP -> {
                    var meta = model.put("owned_by", "llamacpp").putObject("meta");
                    card.contextTokens().ifPresent(context -> meta.put("n_ctx_train", context));
                    card.vocabularySize().ifPresent(size -> meta.put("n_vocab", size));
                }
                case OLLAMA -> model.put("owned_by", "library");
                case TGI -> model.put("owned_by", card.id());
                case OPENAI -> model.put("owned_by", "somebody");
            }
        }
        return Json.write(body);
    }

    static byte[] embeddings(String model, Embeddings embeddings) {
        var body = Json.object().put("object", "list").put("model", model);
        var data = body.putArray("data");
        for (int i = 0; i < embeddings.vectors().size(); i++) {
            var item = data.addObject().put("object", "embedding").put("index", i);
            var numbers = item.putArray("embedding");
            for (float number : embeddings.vectors().get(i)) numbers.add(number);
        }
        body.set("usage", usage(embeddings.usage()));
        return Json.write(body);
    }

    static byte[] error(HttpProblem problem) {
        var body = Json.object();
        var error = body.putObject("error").put("message", problem.getMessage());
        error.put("type", problem.status() < 500 ? "invalid_request_error" : "server_error");
        error.putNull("param").putNull("code");
        if (problem instanceof MockOpenAiServer.EngineProblem e) {
            e.engine().param().ifPresent(param -> error.put("param", param));
            e.engine().code().ifPresent(code -> error.put("code", code));
        }
        return Json.write(body);
    }

    private ObjectNode head(String object) {
        var body = Json.object().put("id", chat ? "chatcmpl-mock" : "cmpl-mock").put("object", object);
        return body.put("created", 1_767_225_600)
                .put("model", asked.path("model").asText());
    }

    private ObjectNode chunk() {
        return head(chat ? "chat.completion.chunk" : "text_completion");
    }

    private static ObjectNode choice(ObjectNode chunk) {
        return chunk.putArray("choices").addObject().put("index", 0).putNull("finish_reason");
    }

    private static ObjectNode usage(Usage usage) {
        var out = Json.object().put("prompt_tokens", usage.input()).put("completion_tokens", usage.output());
        out.put("total_tokens", usage.input() + usage.output());
        out.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInput());
        return out;
    }

    private ObjectNode logprobs(List<TokenLogprob> list) {
        return chat || dialect == Dialect.LLAMA_CPP ? chatLogprobs(list) : textLogprobs(list);
    }

    private ObjectNode chatLogprobs(List<TokenLogprob> list) {
        var out = Json.object();
        var content = out.putArray("content");
        for (var token : list) {
            var entry = content.addObject();
            candidate(entry, token.chosen());
            var top = entry.putArray("top_logprobs");
            for (var other : token.top()) candidate(top.addObject(), other);
        }
        return out;
    }

    private void candidate(ObjectNode to, Candidate candidate) {
        if (dialect == Dialect.LLAMA_CPP) to.put("id", candidate.id());
        to.put("token", candidate.text()).put("logprob", candidate.logprob());
        var bytes = to.putArray("bytes");
        for (byte b : candidate.bytes()) bytes.add(b & 0xff);
    }

    private ObjectNode textLogprobs(List<TokenLogprob> list) {
        var out = Json.object();
        var names = out.putArray("tokens");
        var values = out.putArray("token_logprobs");
        var tops = out.putArray("top_logprobs");
        for (var token : list) {
            names.add(name(token.chosen()));
            if (Double.isNaN(token.chosen().logprob())) values.addNull();
            else values.add(token.chosen().logprob());
            var top = tops.addObject();
            for (var other : token.top()) top.put(name(other), other.logprob());
        }
        return out;
    }

    private String name(Candidate candidate) {
        return asked.path("return_tokens_as_token_ids").asBoolean(false)
                ? "token_id:" + candidate.id()
                : candidate.text();
    }
}
