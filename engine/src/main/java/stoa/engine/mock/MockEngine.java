// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.Feature;
import stoa.engine.FinishReason;
import stoa.engine.ModelCard;
import stoa.engine.Piece;
import stoa.engine.Prompt;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.engine.reference.text.TextAssembler;
import stoa.kit.json.Json;

/// Answers any model name given to it with the same words, at the speed and with the trouble its [MockPlan]
/// names. Costs next to nothing per call, because what it measures is everything around it.
public final class MockEngine implements Engine {
    private static final int CONTEXT = 131_072;
    private static final int CHARS_PER_TOKEN = 4;
    private static final int DIMENSIONS = 64;

    private final List<ModelCard> cards;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile MockPlan plan;

    public MockEngine(String model, MockPlan plan) {
        this.plan = plan;
        this.cards = List.of(new ModelCard(
                model,
                model,
                OptionalInt.of(CONTEXT),
                OptionalInt.of(MockWords.count()),
                EnumSet.complementOf(EnumSet.of(Feature.CANONICAL))));
    }

    /// Applies to requests from now on.
    public void behave(MockPlan next) {
        plan = next;
    }

    @Override
    public List<ModelCard> models() {
        return cards;
    }

    @Override
    public OptionalInt countInput(CompletionRequest request) throws EngineException {
        return OptionalInt.of(input(request));
    }

    @Override
    public Completion complete(CompletionRequest request, Sink sink) throws EngineException {
        var now = plan;
        int input = input(request);
        refuseIfPlanned(now.trouble());
        pause(now.firstDelay().toNanos());
        if (request.prompt() instanceof Prompt.Chat(var messages, var tools)
                && callsTool(messages, tools, request.raw())) return callTool(tools, request, now, input, sink);
        return speak(request, now, input, sink);
    }

    @Override
    public Scores score(ScoreRequest request) throws EngineException {
        requireModel(request.model());
        var tokens = request.tokens();
        requireIds(tokens, "tokens");
        var out = new ArrayList<TokenLogprob>(tokens.length - 1);
        for (int i = 1; i < tokens.length; i++) out.add(MockWords.logprob(tokens[i - 1], tokens[i], request.top()));
        return new Scores(out, new Usage(tokens.length, 0, 0));
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) throws EngineException {
        requireModel(request.model());
        refuseIfPlanned(plan.trouble());
        int input = 0;
        var vectors = new ArrayList<float[]>();
        for (var prompt : request.inputs()) {
            input += count(prompt);
            vectors.add(unitVector(fingerprint(prompt), request.dimensions().orElse(DIMENSIONS)));
        }
        return new Embeddings(vectors, new Usage(input, 0, 0));
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private Completion speak(CompletionRequest request, MockPlan now, int input, Sink sink) throws EngineException {
        int most = Math.min(now.tokens(), request.maxTokens().orElse(Integer.MAX_VALUE));
        var text = request.stop().isEmpty() ? null : new TextAssembler(request.stop());
        long due = System.nanoTime();
        int before = last(request.prompt());
        for (int made = 0; made < most; made++) {
            troubleAt(made, now.trouble());
            if (made > 0 && !now.tokenDelay().isZero()) {
                due += now.tokenDelay().toNanos();
                pause(due - System.nanoTime());
            }
            int token = MockWords.after(before);
            var piece = piece(request, before, token);
            if (text != null) {
                var shown = text.add(MockWords.bytes(token));
                piece = new Piece.Text(shown, piece.tokenCount(), piece.tokens());
            }
            if (!sink.accept(piece)) return new Completion(FinishReason.CANCELLED, new Usage(input, 0, made + 1));
            if (text != null && text.stopped()) return new Completion(FinishReason.STOP, new Usage(input, 0, made + 1));
            before = token;
        }
        if (text != null) {
            var rest = text.finish();
            if (!rest.isEmpty()) sink.accept(new Piece.Text(rest, 0, List.of()));
        }
        return new Completion(most < now.tokens() ? FinishReason.LENGTH : FinishReason.STOP, new Usage(input, 0, most));
    }

    private static Piece.Text piece(CompletionRequest request, int before, int token) {
        var piece = MockWords.piece(token);
        if (request.topLogprobs().isEmpty()) return piece;
        var logprob = MockWords.logprob(before, token, request.topLogprobs().getAsInt());
        return new Piece.Text(piece.text(), 1, List.of(logprob));
    }

    /// A tool is called when there are tools, the caller does not forbid it and is not just bringing a tool's
    /// result.
    private static boolean callsTool(ArrayNode messages, ArrayNode tools, JsonNode raw) {
        return !tools.isEmpty()
                && !raw.path("tool_choice").asText("").equals("none")
                && !messages.path(messages.size() - 1).path("role").asText("").equals("tool");
    }

    private Completion callTool(ArrayNode tools, CompletionRequest request, MockPlan now, int input, Sink sink)
            throws EngineException {
        troubleAt(0, now.trouble());
        var first = tools.get(0).path("function").path("name").asText("");
        var name =
                request.raw().path("tool_choice").path("function").path("name").asText(first);
        var arguments = now.toolArguments().getOrDefault(name, "{}");
        int output = Math.ceilDiv(name.length() + arguments.length(), CHARS_PER_TOKEN);
        var delta = Json.object();
        var call = delta.putArray("tool_calls").addObject();
        call.put("index", 0).put("id", "call_" + Integer.toHexString(fingerprint(request.prompt())));
        call.put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        boolean wanted = sink.accept(new Piece.Delta(delta, output));
        return new Completion(wanted ? FinishReason.TOOL_CALLS : FinishReason.CANCELLED, new Usage(input, 0, output));
    }

    private void refuseIfPlanned(MockPlan.Trouble trouble) throws EngineException {
        switch (trouble) {
            case MockPlan.Trouble.Full(var retryAfter) ->
                throw EngineException.overloaded("The mock engine is full.", retryAfter);
            case MockPlan.Trouble.Refuse(var message) -> throw EngineException.badRequest(message, null, "mock");
            case MockPlan.Trouble.None _, MockPlan.Trouble.Die _, MockPlan.Trouble.Stall _ -> {}
        }
    }

    private void troubleAt(int made, MockPlan.Trouble trouble) throws EngineException {
        if (trouble instanceof MockPlan.Trouble.Die(int after) && made >= after)
            throw new EngineException(Kind.UNAVAILABLE, "The mock engine died after " + made + " tokens.");
        if (trouble instanceof MockPlan.Trouble.Stall(int after) && made >= after) pause(Long.MAX_VALUE);
    }

    private void pause(long nanos) throws EngineException {
        if (nanos <= 0) return;
        try {
            if (closed.await(nanos, TimeUnit.NANOSECONDS))
                throw new EngineException(Kind.UNAVAILABLE, "The mock engine is closed.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", e);
        }
    }

    private int input(CompletionRequest request) throws EngineException {
        requireModel(request.model());
        if (closed.getCount() == 0) throw new EngineException(Kind.UNAVAILABLE, "The mock engine is closed.");
        int input = count(request.prompt());
        if (input >= CONTEXT) throw EngineException.contextLength(CONTEXT, input + 1L);
        return input;
    }

    private void requireModel(String model) throws EngineException {
        if (!model.equals(cards.getFirst().id())) throw EngineException.modelUnknown(model);
    }

    private static void requireIds(int[] ids, String param) throws EngineException {
        for (int id : ids)
            if (id < 0 || id >= MockWords.count())
                throw EngineException.badRequest(
                        "'" + param + "' holds the token id " + id + ", but this model has " + MockWords.count()
                                + " tokens.",
                        param,
                        "invalid_value");
    }

    private static int count(Prompt prompt) throws EngineException {
        return switch (prompt) {
            case Prompt.Chat(var messages, var _) -> {
                int chars = 0;
                for (var message : messages)
                    chars += message.path("content").asText("").length() + CHARS_PER_TOKEN;
                yield Math.ceilDiv(chars, CHARS_PER_TOKEN);
            }
            case Prompt.Text(var text) -> Math.max(1, Math.ceilDiv(text.length(), CHARS_PER_TOKEN));
            case Prompt.Tokens(var ids) -> {
                requireIds(ids, "prompt");
                yield ids.length;
            }
        };
    }

    /// The word before the answer's first.
    private static int last(Prompt prompt) {
        return prompt instanceof Prompt.Tokens(var ids) ? ids[ids.length - 1] : MockWords.count() - 1;
    }

    private static int fingerprint(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Chat(var messages, var _) -> messages.hashCode();
            case Prompt.Text(var text) -> text.hashCode();
            case Prompt.Tokens(var ids) -> Arrays.hashCode(ids);
        };
    }

    private static float[] unitVector(int seed, int dimensions) {
        var random = new SplittableRandom(seed);
        var out = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            out[i] = (float) (random.nextDouble() - 0.5);
            squares += out[i] * out[i];
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < dimensions; i++) out[i] *= scale;
        return out;
    }
}
