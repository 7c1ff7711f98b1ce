// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.engine.Asks;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineContract;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Requests;
import stoa.engine.ScoreRequest;

/// The contract with the model the repository ships, and what only this engine promises.
class ReferenceEngineTest extends EngineContract {
    private static ReferenceModel model;

    @BeforeAll
    static void load() throws Exception {
        model = StoaTiny.load();
    }

    @Override
    protected Engine open() {
        return engine(2, 8, 64);
    }

    @Test
    void a_prompt_that_begins_like_an_earlier_one_is_not_read_again_and_answered_alike() throws Exception {
        var model = TinyModel.model(4, 8);
        var prompt = new java.util.Random(2).ints(200, 0, 256).toArray();
        var longer = java.util.Arrays.copyOf(prompt, 220);
        try (var engine = new ReferenceEngine(model, new ReferenceLimits(1, 4, 4));
                var fresh = new ReferenceEngine(model, new ReferenceLimits(2, 4, 4))) {
            Asks.ask(engine, Asks.tokens("tiny", prompt, 5, 3));
            var again = Asks.ask(engine, Asks.tokens("tiny", longer, 12, 3));
            assertEquals(200, again.completion().usage().cachedInput());
            assertEquals(220, again.completion().usage().input());
            var alone = Asks.ask(fresh, Asks.tokens("tiny", longer, 12, 3));
            assertEquals(0, alone.completion().usage().cachedInput());
            assertEquals(alone.text(), again.text());
            for (int i = 0; i < alone.tokens().size(); i++)
                assertEquals(
                        alone.tokens().get(i).chosen().logprob(),
                        again.tokens().get(i).chosen().logprob());
            var same = Asks.ask(engine, Asks.tokens("tiny", prompt, 5, 3));
            assertEquals(199, same.completion().usage().cachedInput(), "the last token is always computed");
        }
    }

    @Test
    void an_answer_keeps_the_form_that_was_asked_for() throws Exception {
        var body = Asks.chatBody("stoa-tiny", "Extract the city as JSON from: Anna lives in Oslo.")
                .put("max_tokens", 60);
        var schema =
                body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
        schema.set(
                "schema",
                stoa.kit.json.Json.parse("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\","
                        + "\"maxLength\":20},\"sure\":{\"type\":\"boolean\"}},\"required\":[\"city\",\"sure\"]}"));
        try (var engine = new ReferenceEngine(StoaTiny.load(), ReferenceLimits.defaults())) {
            for (double temperature : new double[] {0, 1.5}) {
                body.put("temperature", temperature).put("seed", 3);
                var answer = Asks.ask(engine, Requests.chat(body));
                var json = stoa.kit.json.Json.parse(answer.text());
                assertTrue(json.path("city").isTextual() && json.path("sure").isBoolean(), answer.text());
                assertEquals(FinishReason.STOP, answer.completion().finishReason());
            }
            body.putObject("response_format").put("type", "yaml");
            assertThrows(EngineException.class, () -> Asks.ask(engine, Requests.chat(body)));
        }
    }

    @Test
    void a_tool_call_that_was_demanded_is_made() throws Exception {
        var body = Asks.chatBody("stoa-tiny", "What is the weather in Oslo?").put("tool_choice", "required");
        body.set(
                "tools",
                stoa.kit.json.Json.parse("[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
                        + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":12}},"
                        + "\"required\":[\"city\"]}}}]"));
        try (var engine = new ReferenceEngine(StoaTiny.load(), ReferenceLimits.defaults())) {
            var answer = Asks.ask(engine, Requests.chat(body));
            assertEquals(FinishReason.TOOL_CALLS, answer.completion().finishReason());
            assertEquals(answer.completion().usage().output(), answer.tokenCount());
            var call = ((Piece.Delta) answer.pieces().getLast())
                    .delta()
                    .path("tool_calls")
                    .path(0);
            assertEquals("weather", call.path("function").path("name").asText());
            var arguments = stoa.kit.json.Json.parse(
                    call.path("function").path("arguments").asText());
            assertTrue(arguments.path("city").isTextual());
        }
    }

    @Test
    void embeddings_have_length_one_and_depend_on_nothing_but_the_text() throws Exception {
        var body = stoa.kit.json.Json.object().put("model", "tiny");
        body.putArray("input").add("hello world").add("something else").add("hello world");
        try (var engine = new ReferenceEngine(TinyModel.model(4, 8), new ReferenceLimits(1, 4, 4))) {
            var vectors = engine.embed(stoa.engine.Requests.embedding(body)).vectors();
            assertEquals(TinyModel.WIDTH, vectors.getFirst().length);
            double squares = 0;
            for (float x : vectors.getFirst()) squares += (double) x * x;
            assertEquals(1, squares, 1e-5);
            org.junit.jupiter.api.Assertions.assertArrayEquals(vectors.get(0), vectors.get(2));
            org.junit.jupiter.api.Assertions.assertFalse(java.util.Arrays.equals(vectors.get(0), vectors.get(1)));
            body.put("dimensions", 8);
            assertEquals(
                    8,
                    engine.embed(stoa.engine.Requests.embedding(body)).vectors().getFirst().length);
            body.put("dimensions", 4_096);
            var refusal = assertThrows(EngineException.class, () -> engine.embed(stoa.engine.Requests.embedding(body)));
            assertEquals("dimensions", refusal.param().orElseThrow());
        }
    }

    @Test
    void input_is_counted_without_running_the_model() throws Exception {
        try (var engine = engine(1, 1, 0)) {
            var request = Asks.chat("stoa-tiny", QUESTION);
            assertEquals(
                    Asks.ask(engine, request).completion().usage().input(),
                    engine.countInput(request).orElseThrow());
        }
    }

    @Test
    void the_same_seed_gives_the_same_answer_and_another_seed_another() throws Exception {
        try (var engine = engine(2, 4, 0)) {
            var answers = new ArrayList<String>();
            for (int seed : new int[] {1, 1, 2, 3}) {
                var body = Asks.chatBody("stoa-tiny", "Tell me a story.")
                        .put("temperature", 1)
                        .put("seed", seed);
                answers.add(Asks.ask(engine, Requests.chat(body)).text());
            }
            assertEquals(answers.get(0), answers.get(1));
            assertNotEquals(answers.get(0), answers.get(2));
            assertNotEquals(answers.get(2), answers.get(3));
        }
    }

    @Test
    void a_limit_beyond_the_context_means_as_much_as_fits() throws Exception {
        try (var engine = new ReferenceEngine(TinyModel.model(1, 0), new ReferenceLimits(1, 1, 0))) {
            var prompt = new int[TinyModel.CONTEXT - 5];
            var request = Asks.tokens("tiny", prompt, 1_000_000, -1);
            var answer = Asks.ask(engine, request).completion();
            assertTrue(answer.usage().output() <= 5);
            var full = Asks.tokens("tiny", new int[TinyModel.CONTEXT], 1, -1);
            assertEquals(
                    Kind.CONTEXT_LENGTH,
                    assertThrows(EngineException.class, () -> Asks.ask(engine, full))
                            .kind());
        }
    }

    @Test
    void an_empty_prompt_begins_a_text_of_its_own() throws Exception {
        try (var engine = engine(1, 1, 0)) {
            var body = Asks.textBody("stoa-tiny", "").put("max_tokens", 4);
            assertTrue(Asks.ask(engine, Requests.text(body).getFirst())
                            .completion()
                            .usage()
                            .output()
                    > 0);
        }
    }

    @Test
    void token_ids_the_model_does_not_have_are_refused() throws Exception {
        try (var engine = engine(1, 1, 0)) {
            for (int bad : new int[] {-1, 1_000_000}) {
                var request = Asks.tokens("stoa-tiny", new int[] {1, bad}, 1, -1);
                var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, request));
                assertEquals("prompt", refusal.param().orElseThrow());
                var scored = new ScoreRequest("stoa-tiny", new int[] {1, bad}, 0);
                assertEquals(
                        Kind.BAD_REQUEST,
                        assertThrows(EngineException.class, () -> engine.score(scored))
                                .kind());
            }
            var body = Asks.chatBody("stoa-tiny", "hello");
            body.putObject("logit_bias").put("999999", 1);
            assertEquals(
                    "logit_bias",
                    assertThrows(EngineException.class, () -> Asks.ask(engine, Requests.chat(body)))
                            .param()
                            .orElseThrow());
        }
    }

    @Test
    void a_full_engine_lets_a_few_wait_and_tells_the_rest_when_to_come_back() throws Exception {
        try (var engine = engine(1, 1, 1)) {
            var holding = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var first = async(() -> finish(engine, holding, release));
            holding.await();
            var second = async(() -> finish(engine, new CountDownLatch(1), release));
            EngineException refusal = null;
            while (refusal == null) { // until the second one is known to wait
                try {
                    if (second.isDone()) throw new AssertionError("the second did not wait");
                    refusal = refused(engine);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            assertEquals(Kind.OVERLOADED, refusal.kind());
            assertTrue(refusal.retryAfter().isPresent());
            release.countDown();
            assertEquals(FinishReason.STOP, first.get());
            assertEquals(FinishReason.STOP, second.get());
        }
    }

    @Test
    void an_interrupted_caller_leaves_and_the_engine_goes_on() throws Exception {
        try (var engine = engine(1, 1, 0)) {
            var failure = new CompletableFuture<EngineException>();
            var caller = Thread.ofVirtual().start(() -> {
                try {
                    engine.complete(Asks.chat("stoa-tiny", "Tell me a long story."), _ -> {
                        Thread.currentThread().interrupt();
                        return true;
                    });
                } catch (EngineException e) {
                    failure.complete(e);
                }
            });
            assertEquals(Kind.UNAVAILABLE, failure.get().kind());
            caller.join();
            assertFalse(Asks.ask(engine, Asks.chat("stoa-tiny", "Hello")).text().isEmpty());
        }
    }

    @Test
    void closing_ends_answers_that_run_and_callers_that_wait() throws Exception {
        var engine = engine(1, 1, 4);
        var holding = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var running = async(() -> failure(engine, holding, release));
        holding.await();
        var waiting = async(() -> failure(engine, new CountDownLatch(1), release));
        engine.close();
        release.countDown();
        assertEquals(Kind.UNAVAILABLE, running.get().kind());
        assertEquals(Kind.UNAVAILABLE, waiting.get().kind());
    }

    @Test
    void engines_share_a_model_and_answer_alike() throws Exception {
        try (var one = engine(1, 1, 0);
                var other = engine(2, 2, 0)) {
            var request = Asks.chat("stoa-tiny", QUESTION);
            assertEquals(Asks.ask(one, request), Asks.ask(other, request));
        }
    }

    @Test
    void a_character_of_several_tokens_arrives_whole() throws Exception {
        try (var engine = new ReferenceEngine(TinyModel.model(3, 0), new ReferenceLimits(1, 1, 0))) {
            // Random weights make random bytes; whatever they are, each piece must be text that can stand alone.
            for (int first = 0; first < 60; first++) {
                var request = Asks.tokens("tiny", new int[] {first, 5}, 40, 0);
                var answer = Asks.ask(engine, request);
                var bytes = new java.io.ByteArrayOutputStream();
                for (var token : answer.tokens())
                    if (!new String(token.chosen().bytes()).startsWith("<|"))
                        bytes.writeBytes(token.chosen().bytes());
                assertEquals(bytes.toString(java.nio.charset.StandardCharsets.UTF_8), answer.text());
                assertEquals(answer.completion().usage().output(), answer.tokenCount());
            }
        }
    }

    private static ReferenceEngine engine(int threads, int active, int waiting) {
        return new ReferenceEngine(model, new ReferenceLimits(threads, active, waiting));
    }

    /// On a thread of its own: the common pool of a small machine runs one task at a time.
    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static CompletionRequest hello() throws EngineException {
        return Asks.chat("stoa-tiny", "Hello");
    }

    private static FinishReason finish(Engine engine, CountDownLatch begun, CountDownLatch release) {
        try {
            return engine.complete(hello(), piece -> await(piece, begun, release))
                    .finishReason();
        } catch (EngineException e) {
            throw new AssertionError(e);
        }
    }

    private static EngineException failure(Engine engine, CountDownLatch begun, CountDownLatch release) {
        return assertThrows(
                EngineException.class, () -> engine.complete(hello(), piece -> await(piece, begun, release)));
    }

    private static boolean await(Piece piece, CountDownLatch begun, CountDownLatch release) {
        begun.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted at " + piece, e);
        }
        return true;
    }

    /// A third caller's refusal; null while it would have been let in to wait, which it then gives up.
    private static EngineException refused(Engine engine) throws InterruptedException {
        var out = new ArrayList<EngineException>();
        var pieces = new AtomicInteger();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                engine.complete(hello(), _ -> pieces.incrementAndGet() < 0);
            } catch (EngineException e) {
                out.add(e);
            }
        });
        while (caller.isAlive() && caller.getState() != Thread.State.WAITING) Thread.onSpinWait();
        if (caller.isAlive()) caller.interrupt();
        caller.join();
        assertEquals(0, pieces.get());
        return out.stream().filter(e -> e.kind() == Kind.OVERLOADED).findFirst().orElse(null);
    }
}
