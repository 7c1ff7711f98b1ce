// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.engine.EngineException.Kind;

/// What every engine must do. An implementation's test extends this and opens its engine; the model must answer
/// [#QUESTION] with at least eight tokens.
public abstract class EngineContract {
    protected static final String QUESTION = "What is Stoa?";

    private Engine engine;
    private ModelCard card;

    /// A fresh engine with one model.
    protected abstract Engine open() throws Exception;

    @BeforeEach
    void openEngine() throws Exception {
        engine = open();
        card = engine.models().getFirst();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void an_answer_comes_in_pieces_and_ends_with_its_usage() throws Exception {
        var answer = Asks.ask(engine, Asks.chat(card.id(), QUESTION));
        assertTrue(answer.pieces().size() >= 8, () -> "only " + answer.pieces());
        assertFalse(answer.text().isBlank());
        assertEquals(FinishReason.STOP, answer.completion().finishReason());
        assertTrue(answer.completion().usage().input() > 0);
        assertEquals(answer.tokenCount(), answer.completion().usage().output());
    }

    @Test
    void a_greedy_answer_is_the_same_every_time() throws Exception {
        var first = Asks.ask(engine, Asks.chat(card.id(), QUESTION));
        assertEquals(first, Asks.ask(engine, Asks.chat(card.id(), QUESTION)));
    }

    @Test
    void the_caller_is_told_when_the_limit_cut_the_answer() throws Exception {
        var body = Asks.chatBody(card.id(), QUESTION).put("max_tokens", 5);
        var answer = Asks.ask(engine, Requests.chat(body));
        assertEquals(FinishReason.LENGTH, answer.completion().finishReason());
        assertEquals(5, answer.completion().usage().output());
        assertTrue(Asks.ask(engine, Asks.chat(card.id(), QUESTION)).text().startsWith(answer.text()));
    }

    @Test
    void no_piece_comes_after_the_caller_said_no() throws Exception {
        for (int wanted : new int[] {1, 3}) {
            var pieces = new ArrayList<Piece>();
            var completion = engine.complete(Asks.chat(card.id(), QUESTION), piece -> {
                pieces.add(piece);
                return pieces.size() < wanted;
            });
            assertEquals(wanted, pieces.size());
            assertEquals(FinishReason.CANCELLED, completion.finishReason());
            assertTrue(completion.usage().output() <= wanted + 1, completion::toString);
        }
    }

    @Test
    void a_stop_string_ends_the_answer_wherever_token_borders_lie() throws Exception {
        var whole = Asks.ask(engine, Asks.chat(card.id(), QUESTION)).text();
        for (int from = whole.length() / 3; from < whole.length() / 3 + 6; from++) {
            var stop = whole.substring(from, from + 4);
            var body = Asks.chatBody(card.id(), QUESTION).put("stop", stop);
            var answer = Asks.ask(engine, Requests.chat(body));
            assertEquals(whole.substring(0, whole.indexOf(stop)), answer.text(), "stop " + stop);
            assertEquals(FinishReason.STOP, answer.completion().finishReason());
        }
    }

    @Test
    void log_probabilities_describe_every_token_and_are_probabilities() throws Exception {
        assumeTrue(card.features().contains(Feature.LOGPROBS));
        var body = Asks.chatBody(card.id(), QUESTION).put("logprobs", true).put("top_logprobs", 5);
        var answer = Asks.ask(engine, Requests.chat(body));
        assertEquals(answer.completion().usage().output(), answer.tokens().size());
        var joined = new java.io.ByteArrayOutputStream();
        for (var token : answer.tokens()) {
            joined.writeBytes(token.chosen().bytes());
            assertEquals(5, token.top().size());
            double sum = 0;
            double last = 0;
            for (var other : token.top()) {
                assertTrue(other.logprob() <= last + 1e-9, "the best come first, and none is above 1");
                last = other.logprob();
                sum += Math.exp(other.logprob());
            }
            assertTrue(sum <= 1 + 1e-6, "probabilities sum to " + sum);
            assertEquals(token.top().getFirst().logprob(), token.chosen().logprob(), 1e-6, "greedy takes the best");
        }
        assertEquals(answer.text(), joined.toString(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void scores_agree_with_what_the_same_engine_said_when_it_answered() throws Exception {
        assumeTrue(card.features().contains(Feature.SCORE) && card.features().contains(Feature.TOKENS));
        int[] prompt = {5, 17, 42, 8, 23, 11};
        var answer = Asks.ask(engine, Asks.tokens(card.id(), prompt, 8, 5)).tokens();
        var all = java.util.Arrays.copyOf(prompt, prompt.length + answer.size());
        for (int i = 0; i < answer.size(); i++)
            all[prompt.length + i] = answer.get(i).chosen().id();
        var scores = engine.score(new ScoreRequest(card.id(), all, 5));
        assertEquals(all.length - 1, scores.positions().size());
        for (int i = 0; i < answer.size(); i++) {
            var scored = scores.positions().get(prompt.length + i - 1);
            assertEquals(answer.get(i).chosen().id(), scored.chosen().id());
            assertEquals(answer.get(i).chosen().logprob(), scored.chosen().logprob());
            assertEquals(5, scored.top().size());
        }
    }

    @Test
    void an_unknown_model_is_the_callers_mistake() throws Exception {
        var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("no-such-model", QUESTION)));
        assertEquals(Kind.BAD_REQUEST, refusal.kind());
        assertEquals("model_not_found", refusal.code().orElseThrow());
        assertEquals("model", refusal.param().orElseThrow());
    }

    @Test
    void a_prompt_beyond_the_context_is_refused_before_anything_is_sent() {
        assumeTrue(card.contextTokens().isPresent());
        var text = " word".repeat(card.contextTokens().getAsInt() * 2);
        var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat(card.id(), text)));
        assertEquals(Kind.CONTEXT_LENGTH, refusal.kind());
        assertEquals("context_length_exceeded", refusal.code().orElseThrow());
    }

    @Test
    void embeddings_are_made_or_refused_as_unsupported() throws Exception {
        var body = stoa.kit.json.Json.object().put("model", card.id());
        body.putArray("input").add("one").add("two").add("one");
        var request = Requests.embedding(body);
        if (!card.features().contains(Feature.EMBEDDINGS)) {
            // What is not announced may still be tried, but is then done properly or refused.
            try {
                engine.embed(request);
            } catch (EngineException refusal) {
                assertEquals(Kind.UNSUPPORTED, refusal.kind());
                return;
            }
        }
        var vectors = engine.embed(request).vectors();
        assertEquals(3, vectors.size());
        assertEquals(java.util.Arrays.toString(vectors.get(0)), java.util.Arrays.toString(vectors.get(2)));
    }

    @Test
    void many_callers_at_once_get_the_answer_each_would_get_alone() throws Exception {
        var alone = Asks.ask(engine, Asks.chat(card.id(), QUESTION)).text();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new HashSet<String>();
            Callable<String> ask =
                    () -> Asks.ask(engine, Asks.chat(card.id(), QUESTION)).text();
            for (var answer : callers.invokeAll(java.util.Collections.nCopies(12, ask))) answers.add(answer.get());
            assertEquals(java.util.Set.of(alone), answers);
        }
    }

    @Test
    void a_closed_engine_is_unavailable_and_may_be_closed_again() throws Exception {
        var request = Asks.chat(card.id(), QUESTION);
        engine.close();
        engine.close();
        var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, request));
        assertEquals(Kind.UNAVAILABLE, refusal.kind());
    }
}
