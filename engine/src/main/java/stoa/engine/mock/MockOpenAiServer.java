// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.Feature;
import stoa.engine.Prompt;
import stoa.engine.Requests;
import stoa.engine.ScoreRequest;
import stoa.engine.Sink;
import stoa.engine.openai.Dialect;
import stoa.kit.http.Handler;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.http.SseWriter;
import stoa.kit.http.Stream;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// An OpenAI-compatible server around an engine, standing in for an outside one in tests and benches. It knows
/// what such servers commonly do and no more: it is not the gateway.
public final class MockOpenAiServer implements AutoCloseable {
    private final Engine engine;
    private final boolean atOnce;
    private final HttpServer server;

    private final Dialect dialect;

    /// @param atOnce whether the events of an answer are sent together, as it comes without pauses anyway
    private MockOpenAiServer(Engine engine, boolean atOnce, Dialect dialect, HttpServerConfig config) {
        this.engine = engine;
        this.atOnce = atOnce;
        this.dialect = dialect;
        var own = new MockDialects(engine);
        this.server = HttpServer.start(
                config,
                new Routes()
                        .get("/v1/models", guarded(_ -> json(MockReplies.models(engine.models(), dialect))))
                        .get("/info", guarded(_ -> own.info(dialect)))
                        .post("/generate", guarded(request -> own.generate(dialect, body(request))))
                        .post("/completion", guarded(request -> own.completion(dialect, body(request))))
                        .post("/v1/chat/completions", guarded(this::chat))
                        .post("/v1/completions", guarded(this::text))
                        .post("/v1/embeddings", guarded(this::embeddings))
                        .errors((_, problem) -> refusal(problem)));
    }

    /// Serves `engine` on a loopback port (0: any free one). Closing the server leaves the engine open.
    public static MockOpenAiServer start(Engine engine, int port) {
        return start(engine, Dialect.VLLM, port);
    }

    /// The same in another engine's manner: what it calls itself, what it leaves out, what it has of its own.
    public static MockOpenAiServer start(Engine engine, Dialect dialect, int port) {
        return start(engine, false, dialect, port);
    }

    private static MockOpenAiServer start(Engine engine, boolean atOnce, Dialect dialect, int port) {
        return new MockOpenAiServer(
                engine,
                atOnce,
                dialect,
                HttpServerConfig.of("mock-engine", "127.0.0.1", port)
                        .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ZERO));
    }

    /// `java … stoa.engine.mock.MockOpenAiServer PORT [TOKENS [FIRST_DELAY_MS [TOKEN_DELAY_MS]]]`
    public static void main(String[] args) throws InterruptedException {
        var plan = MockPlan.DEFAULT
                .withTokens(argument(args, 1, MockPlan.DEFAULT.tokens()))
                .withDelays(Duration.ofMillis(argument(args, 2, 0)), Duration.ofMillis(argument(args, 3, 0)));
        // One write an event would cost the engine's reader, which is what benches measure, more than its work.
        boolean atOnce = plan.tokenDelay().isZero();
        try (var server = start(new MockEngine("mock", plan), atOnce, Dialect.VLLM, argument(args, 0, 9_000))) {
            IO.println("serving the model mock at " + server.base());
            Thread.currentThread().join();
        }
    }

    /// What an OpenAI client takes as `base_url`.
    public URI base() {
        return server.uri().resolve("/v1");
    }

    @Override
    public void close() {
        server.close();
    }

    private Response chat(Request request) throws EngineException {
        var body = body(request);
        if (!dialect.features().contains(Feature.LOGPROBS) && dialect == Dialect.OLLAMA) body.remove("logprobs");
        var asked = Requests.chat(body);
        return answer(request, new MockReplies(body, true), sink -> engine.complete(asked, sink));
    }

    private Response text(Request request) throws EngineException {
        var body = body(request);
        var asked = Requests.text(body).getFirst();
        boolean tokens = asked.prompt() instanceof Prompt.Tokens;
        if (tokens && (dialect == Dialect.OLLAMA || dialect == Dialect.TGI))
            throw EngineException.badRequest("prompt must be a string", "prompt", null);
        if (body.has("prompt_logprobs") && dialect == Dialect.VLLM) return new MockDialects(engine).scored(body, asked);
        if (body.path("echo").asBoolean(false)) {
            if (dialect != Dialect.VLLM && dialect != Dialect.OPENAI)
                throw EngineException.badRequest("echo is not supported", "echo", null);
            return json(echo(body, asked));
        }
        return answer(request, new MockReplies(body, false, dialect), sink -> engine.complete(asked, sink));
    }

    /// Given tokens with their log-probabilities, as vLLM and others tell them.
    private byte[] echo(ObjectNode body, CompletionRequest asked) throws EngineException {
        if (!(asked.prompt() instanceof Prompt.Tokens(var ids))
                || asked.topLogprobs().isEmpty())
            throw EngineException.unsupported("echo needs token ids and logprobs here");
        var top = asked.topLogprobs().getAsInt();
        return new MockReplies(body, false).echo(engine.score(new ScoreRequest(asked.model(), ids, top)), ids[0]);
    }

    private Response embeddings(Request request) throws EngineException {
        var asked = Requests.embedding(body(request));
        return json(MockReplies.embeddings(asked.model(), engine.embed(asked)));
    }

    private interface Run {
        Completion into(Sink sink) throws EngineException;
    }

    private Response answer(Request request, MockReplies replies, Run run) throws EngineException {
        var handler = Thread.currentThread();
        var ended = new AtomicBoolean();
        // A caller who leaves stops the engine; one who leaves behind the end must not stop the server's own work.
        request.onDisconnect(() -> {
            if (!ended.get()) handler.interrupt();
        });
        if (!replies.streamed()) {
            var completion = run.into(replies::keep);
            return json(replies.whole(completion));
        }
        return Response.events(wire -> {
            var out = atOnce ? new Gathered(wire) : wire;
            var events = new SseWriter(out);
            try {
                var completion = run.into(piece -> {
                    send(events, replies.chunk(piece));
                    return out.isOpen();
                });
                for (var last : replies.closing(completion)) events.data(last);
                ended.set(true);
                events.data("[DONE]");
                if (out instanceof Gathered gathered) gathered.send();
            } catch (EngineException e) {
                if (!replies.begun()) throw problem(e);
                // A dying engine breaks the connection off.
                if (e.kind() == EngineException.Kind.UNAVAILABLE) throw new IOException("the engine died", e);
                events.data(MockReplies.error(problem(e)));
            }
        });
    }

    /// Holds events back until there are some kilobytes of them.
    private static final class Gathered implements Stream {
        private static final int SEND_BYTES = 8 << 10;
        private final Stream wire;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream(SEND_BYTES / 2);

        Gathered(Stream wire) {
            this.wire = wire;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            held.write(bytes, offset, length);
            if (held.size() >= SEND_BYTES) send();
        }

        void send() throws IOException {
            wire.write(held.toByteArray());
            held.reset();
        }

        @Override
        public boolean isOpen() {
            return wire.isOpen();
        }

        @Override
        public void instead(Response.Full whole) {
            wire.instead(whole);
        }
    }

    private static void send(SseWriter events, List<byte[]> chunks) {
        try {
            for (var chunk : chunks) events.data(chunk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Response json(byte[] body) {
        return json(200, body);
    }

    private static Response json(int status, byte[] body) {
        return Response.json(status, body);
    }

    private static ObjectNode body(Request request) {
        try {
            if (Json.parse(request.body()) instanceof ObjectNode body) return body;
        } catch (MalformedJson e) {
            throw new HttpProblem(400, "The body is " + e.getMessage() + ".");
        }
        throw new HttpProblem(400, "The body must be a JSON object.");
    }

    /// An engine's refusal becomes its status; [MockReplies#error] spells it.
    private static Handler guarded(EngineHandler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (EngineException e) {
                throw problem(e);
            }
        };
    }

    private interface EngineHandler {
        Response handle(Request request) throws EngineException;
    }

    private static EngineProblem problem(EngineException e) {
        int status =
                switch (e.kind()) {
                    case BAD_REQUEST -> e.code().orElse("").equals("model_not_found") ? 404 : 400;
                    case CONTEXT_LENGTH -> 400;
                    case UNSUPPORTED -> 501;
                    case OVERLOADED -> 429;
                    case UNAVAILABLE -> 503;
                    case INTERNAL -> 500;
                };
        return new EngineProblem(status, e);
    }

    private static Response refusal(HttpProblem problem) {
        var answer = json(problem.status(), MockReplies.error(problem));
        var after = problem instanceof EngineProblem e ? e.engine().retryAfter() : Optional.<Duration>empty();
        return after.map(wait -> answer.with("retry-after", Long.toString(Math.max(1, wait.toSeconds()))))
                .orElse(answer);
    }

    /// An engine's refusal on its way to the error mapper.
    static final class EngineProblem extends HttpProblem {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient EngineException engine;

        EngineProblem(int status, EngineException engine) {
            super(status, String.valueOf(engine.getMessage()));
            this.engine = engine;
        }

        EngineException engine() {
            return engine;
        }
    }

    private static int argument(String[] args, int index, int otherwise) {
        return index < args.length ? Integer.parseInt(args[index]) : otherwise;
    }
}
