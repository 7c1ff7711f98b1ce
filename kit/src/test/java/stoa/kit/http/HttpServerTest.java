// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = new HttpClient(HttpClientConfig.defaults());
    private final ArrayList<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var closeable : open.reversed()) closeable.close();
        client.close();
    }

    private HttpServer start(Routes routes) {
        return start(HttpServerConfig.of("test", "127.0.0.1", 0), routes);
    }

    private HttpServer start(HttpServerConfig config, Routes routes) {
        var server = HttpServer.start(config, routes);
        open.add(() -> server.stop(Duration.ZERO));
        return server;
    }

    private RawClient raw(HttpServer server) throws IOException {
        var raw = new RawClient(server.uri());
        open.add(raw);
        return raw;
    }

    private HttpReply get(HttpServer server, String path) throws HttpFailure {
        return client.send(HttpCall.get(URI.create(server.uri() + path), PATIENCE));
    }

    private HttpReply post(HttpServer server, String path, byte[] body) throws HttpFailure {
        return client.send(HttpCall.post(URI.create(server.uri() + path), "text/plain", body, PATIENCE));
    }

    @Test
    void a_handler_sees_path_parameters_query_headers_and_body() throws Exception {
        var server = start(new Routes()
                .post(
                        "/v1/models/{id...}",
                        request -> Response.text(
                                201,
                                String.join(
                                        "|",
                                        request.method(),
                                        request.path(),
                                        request.pathParam("id"),
                                        request.query("q").orElse("-"),
                                        request.query("none").orElse("-"),
                                        request.header("X-Tone").orElse("-"),
                                        request.headers().first("x-tone").orElse("-"),
                                        new String(request.body()),
                                        request.remoteAddress()))));
        var call = HttpCall.post(
                        URI.create(server.uri() + "/v1/models/a%2Fb/c?p=1&q=x%20y+z"),
                        "text/plain",
                        "hi".getBytes(),
                        PATIENCE)
                .with("x-tone", "low");
        var reply = client.send(call);
        assertEquals(201, reply.status());
        assertEquals("POST|/v1/models/a/b/c|a/b/c|x y z|-|low|low|hi|127.0.0.1", reply.text());
    }

    @Test
    void the_more_literal_route_wins_and_a_wrong_method_is_told_the_right_ones() throws Exception {
        var server = start(new Routes()
                .get("/a/{x}", _ -> Response.text(200, "any"))
                .get("/a/b", _ -> Response.text(200, "literal"))
                .post("/a/b", _ -> Response.text(200, "posted")));
        assertEquals("literal", get(server, "/a/b").text());
        assertEquals("any", get(server, "/a/c").text());
        assertEquals(404, get(server, "/a/").status());
        assertEquals(404, get(server, "/a/b/c").status());
        var refused = client.send(
                new HttpCall("DELETE", URI.create(server.uri() + "/a/b"), Headers.NONE, new byte[0], PATIENCE));
        assertEquals(405, refused.status());
        assertEquals("GET, POST", refused.headers().first("allow").orElseThrow());
    }

    @Test
    void head_is_answered_like_get_without_the_body() throws Exception {
        var server = start(new Routes().get("/x", _ -> Response.text(200, "12345")));
        var raw = raw(server).send("HEAD /x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        var answer = raw.readAll();
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("Content-Length: 5\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void one_connection_carries_many_requests_and_pipelined_ones_in_order() throws Exception {
        var server = start(new Routes().get("/{n}", request -> Response.text(200, "<" + request.pathParam("n") + ">")));
        var raw = raw(server);
        raw.send("GET /1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2 HTTP/1.1\r\nhost: x\r\n\r\n");
        raw.readUntil("<1>");
        raw.readUntil("<2>");
        raw.send("GET /3 HTTP/1.1\r\nhost: x\r\n\r\n").readUntil("<3>");
    }

    @Test
    void a_body_that_announces_too_much_is_refused_unread_and_the_caller_gets_to_know() throws Exception {
        var server = start(HttpServerConfig.of("test", "127.0.0.1", 0).withMaxBodyBytes(1000), echo());
        assertEquals(200, post(server, "/echo", new byte[1000]).status());
        var refused = post(server, "/echo", new byte[8 << 20]);
        assertEquals(413, refused.status());
        assertTrue(refused.text().contains("1000 bytes"), refused.text());
        assertEquals("close", refused.headers().first("connection").orElse(""));
    }

    @Test
    void a_chunked_body_is_bounded_too() throws Exception {
        var server = start(HttpServerConfig.of("test", "127.0.0.1", 0).withMaxBodyBytes(1000), echo());
        var raw = raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
        raw.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
        raw.readUntil("abcdefg");
        raw.send("POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < 2; i++) raw.send("1F4\r\n" + "x".repeat(500) + "\r\n");
        raw.send("1\r\ny\r\n0\r\n\r\n");
        assertTrue(raw.readUntil("\n").startsWith("HTTP/1.1 413"));
    }

    @Test
    void a_body_that_ends_early_reaches_no_handler_code_behind_the_reading() throws Exception {
        var behind = new AtomicInteger();
        var server = start(new Routes().post("/x", request -> {
            request.body();
            behind.incrementAndGet();
            return Response.empty(200);
        }));
        var raw = raw(server).send("POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc");
        raw.socket.shutdownOutput();
        var answer = raw.readAll();
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400"), answer);
        assertEquals(0, behind.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 3\r\ntransfer-encoding: chunked\r\n",
                "content-length: 3\r\ncontent-length: 4\r\n",
                "content-length: -3\r\n",
                "content-length: +3\r\n",
                "content-length: three\r\n",
                "transfer-encoding: gzip, chunked\r\n",
                "transfer-encoding: identity\r\n"
            })
    void an_unclear_length_is_refused_and_the_connection_closed(String framing) throws Exception {
        var server = start(echo());
        var raw = raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\n" + framing + "\r\n");
        raw.socket.shutdownOutput();
        var answer = raw.readAll().toLowerCase(java.util.Locale.ROOT);
        assertTrue(answer.startsWith("http/1.1 400"), answer);
        assertTrue(
                answer.matches("(?s).*\r\ndate: [a-z]{3}, \\d\\d [a-z]{3} \\d{4} \\d\\d:\\d\\d:\\d\\d gmt\r\n.*"),
                answer);
        assertEquals(2, answer.split("\r\ndate: ").length, answer);
    }

    @Test
    void a_large_body_nobody_read_does_not_become_the_next_request() throws Exception {
        var server = start(new Routes().post("/x", _ -> Response.text(401, "no key")));
        var body = "GET /x HTTP/1.1\r\nhost: x\r\n\r\n".repeat(8000);
        var raw =
                raw(server).send("POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
        raw.socket.shutdownOutput();
        var answer = raw.readAll();
        assertTrue(answer.startsWith("HTTP/1.1 401") && answer.endsWith("no key"), answer);
    }

    @Test
    void a_small_body_nobody_read_is_passed_over() throws Exception {
        var server = start(
                new Routes().post("/x", _ -> Response.text(401, "no key")).get("/y", _ -> Response.text(200, "why")));
        var raw = raw(server).send("POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello");
        raw.readUntil("no key");
        raw.send("GET /y HTTP/1.1\r\nhost: x\r\n\r\n").readUntil("why");
    }

    @Test
    void expect_continue_is_answered_before_the_body_is_read() throws Exception {
        var server = start(echo());
        var raw =
                raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
        assertTrue(raw.readUntil("\r\n\r\n").startsWith("HTTP/1.1 100"));
        raw.send("ok").readUntil("\r\n\r\nok");
    }

    @Test
    void an_unexpected_exception_becomes_a_500_that_gives_nothing_away() throws Exception {
        var server = start(new Routes()
                .get("/x", _ -> {
                    throw new IllegalStateException("the password is swordfish");
                })
                .errors((request, problem) ->
                        Response.json(problem.status(), ("{\"e\":\"" + problem.getMessage() + "\"}").getBytes())));
        var reply = get(server, "/x");
        assertEquals(500, reply.status());
        assertFalse(reply.text().contains("swordfish"));
        assertTrue(reply.text().contains(reply.headers().first("x-request-id").orElseThrow()));
        assertEquals(
                "{\"e\":\"there is nothing at this path\"}",
                get(server, "/nowhere").text());
    }

    @Test
    void a_plain_request_id_is_kept_and_a_strange_one_replaced() throws Exception {
        var server = start(new Routes().get("/x", request -> Response.text(200, request.id())));
        var uri = URI.create(server.uri() + "/x");
        var kept = client.send(HttpCall.get(uri, PATIENCE).with("x-request-id", "abc-1.2_3"));
        assertEquals("abc-1.2_3", kept.text());
        assertEquals("abc-1.2_3", kept.headers().first("x-request-id").orElseThrow());
        var replaced = client.send(HttpCall.get(uri, PATIENCE).with("x-request-id", "a b<script>"));
        assertTrue(replaced.text().matches("req_[0-9a-f]{24}"), replaced.text());
    }

    @Test
    void a_stream_arrives_piece_by_piece() throws Exception {
        var written = new CountDownLatch(1);
        var server = start(new Routes()
                .get(
                        "/s",
                        _ -> Response.events(out -> {
                            var sse = new SseWriter(out);
                            sse.data("one");
                            written.await(); // the second is not written before the first was read
                            sse.comment("note");
                            sse.data("two\nlines");
                            sse.data("{\"n\":3}".getBytes());
                        })));
        try (var stream = client.stream(HttpCall.get(URI.create(server.uri() + "/s"), PATIENCE))) {
            assertEquals(
                    "text/event-stream", stream.headers().first("content-type").orElseThrow());
            var events = stream.events();
            assertEquals("one", events.next().data());
            written.countDown();
            assertEquals(new SseReader.Item.Comment("note"), events.nextItem());
            assertEquals("two\nlines", events.next().data());
            assertEquals("{\"n\":3}", events.next().data());
            assertEquals(null, events.next());
        }
    }

    @Test
    void a_caller_who_leaves_a_silent_stream_is_noticed() throws Exception {
        var told = new CountDownLatch(1);
        var closedSeen = new CompletableFuture<Boolean>();
        var server = start(new Routes()
                .get(
                        "/s",
                        request -> Response.events(out -> {
                            request.onDisconnect(told::countDown);
                            out.write("data: x\n\n".getBytes());
                            told.await(10, TimeUnit.SECONDS);
                            closedSeen.complete(!out.isOpen());
                        })));
        var raw = raw(server).send("GET /s HTTP/1.1\r\nhost: x\r\n\r\n");
        raw.readUntil("data: x\n\n\r\n");
        raw.close();
        assertTrue(told.await(10, TimeUnit.SECONDS));
        assertTrue(closedSeen.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_caller_who_leaves_before_the_answer_is_noticed() throws Exception {
        var told = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        var server = start(new Routes().post("/slow", request -> {
            request.body();
            request.onDisconnect(told::countDown);
            started.countDown();
            told.await(10, TimeUnit.SECONDS);
            return Response.empty(200);
        }));
        var raw = raw(server).send("POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi");
        assertTrue(started.await(10, TimeUnit.SECONDS));
        raw.close();
        assertTrue(told.await(10, TimeUnit.SECONDS));
    }

    @Test
    void a_pipelined_request_is_not_mistaken_for_a_leaving_caller() throws Exception {
        var told = new AtomicInteger();
        var release = new CountDownLatch(1);
        var server = start(new Routes()
                .get("/slow", request -> {
                    request.onDisconnect(told::incrementAndGet);
                    release.await(10, TimeUnit.SECONDS);
                    return Response.text(200, "<slow>");
                })
                .get("/next", _ -> Response.text(200, "<next>")));
        var raw = raw(server).send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n");
        Thread.sleep(200); // long enough for the watch to stand at the socket
        raw.send("GET /next HTTP/1.1\r\nhost: x\r\n\r\n");
        Thread.sleep(100);
        release.countDown();
        raw.readUntil("<slow>");
        raw.readUntil("<next>");
        assertEquals(0, told.get());
    }

    @Test
    void a_stream_that_fails_is_broken_off_and_one_that_has_not_begun_becomes_an_error() throws Exception {
        var server = start(new Routes()
                .get(
                        "/late",
                        _ -> Response.events(out -> {
                            out.write("data: x\n\n".getBytes());
                            throw new IllegalStateException("engine died");
                        }))
                .get(
                        "/early",
                        _ -> Response.events(out -> {
                            throw new HttpProblem(503, "no engine");
                        })));
        var raw = raw(server).send("GET /late HTTP/1.1\r\nhost: x\r\n\r\n");
        var answer = raw.readAll();
        assertTrue(answer.contains("data: x") && !answer.endsWith("0\r\n\r\n"), answer);
        var early = get(server, "/early");
        assertEquals(503, early.status());
        assertEquals("no engine\n", early.text());
    }

    @Test
    void an_empty_stream_is_an_empty_answer() throws Exception {
        var server = start(new Routes().get("/s", _ -> Response.events(_ -> {})));
        var reply = get(server, "/s");
        assertEquals(200, reply.status());
        assertEquals("", reply.text());
    }

    @Test
    void a_dripping_head_is_cut_off() throws Exception {
        var config = HttpServerConfig.of("test", "127.0.0.1", 0)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ZERO);
        var server = start(config, echo());
        var raw = raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\n");
        var answer = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(raw.readAll());
            } catch (IOException _) {
                answer.complete("");
            }
        });
        for (int i = 0; i < 100 && !answer.isDone(); i++) {
            try {
                raw.send("a" + i + ": b\r\n");
            } catch (IOException _) {
                break;
            }
            Thread.sleep(50);
        }
        assertFalse(answer.get(10, TimeUnit.SECONDS).contains("200"));
    }

    @Test
    void a_dripping_body_is_cut_off() throws Exception {
        var config = HttpServerConfig.of("test", "127.0.0.1", 0)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ZERO);
        var server = start(config, echo());
        var raw = raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n");
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 200; i++) {
                raw.send("a");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void an_idle_connection_is_closed() throws Exception {
        var config = HttpServerConfig.of("test", "127.0.0.1", 0)
                .withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ZERO);
        var server = start(config, echo());
        var raw = raw(server).send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi");
        assertTrue(raw.readAll().endsWith("hi"));
        var silent = raw(server);
        assertEquals("", silent.readAll());
    }

    @Test
    void a_caller_who_does_not_read_is_cut_off() throws Exception {
        var config = HttpServerConfig.of("test", "127.0.0.1", 0)
                .withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ZERO);
        var failed = new CompletableFuture<Boolean>();
        var server = start(
                config,
                new Routes()
                        .get(
                                "/flood",
                                _ -> Response.events(out -> {
                                    try {
                                        while (true) out.write(new byte[64 << 10]);
                                    } catch (IOException e) {
                                        failed.complete(true);
                                        throw e;
                                    }
                                })));
        raw(server).send("GET /flood HTTP/1.1\r\nhost: x\r\n\r\n");
        assertTrue(failed.get(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /x HTTP/1.0\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /x HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /x HTTP/1.1\r\nbad name : x\r\nhost: x\r\n\r\n",
                "GET /x HTTP/1.1\r\n\r\n"
            })
    void what_is_not_http_gets_one_plain_line_that_repeats_nothing(String request) throws Exception {
        var server = start(new Routes().get("/x", _ -> Response.text(200, "fine")));
        var raw = raw(server).send(request);
        raw.socket.shutdownOutput();
        var answer = raw.readAll();
        assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 505"), answer);
        assertFalse(answer.contains("nonsense") || answer.contains("no colon"), answer);
    }

    @Test
    void a_head_beyond_its_bound_is_refused() throws Exception {
        var server = start(new Routes().get("/x", _ -> Response.text(200, "fine")));
        var raw = raw(server);
        var answer = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(raw.readUntil("\n"));
            } catch (IOException _) {
                answer.complete("reset");
            }
        });
        try {
            raw.send("GET /x HTTP/1.1\r\nhost: x\r\n");
            for (int i = 0; i < 200; i++) raw.send("h" + i + ": " + "v".repeat(1000) + "\r\n");
            raw.send("\r\n");
        } catch (IOException _) {
            // the server has hung up, as it should
        }
        assertFalse(answer.get(10, TimeUnit.SECONDS).startsWith("HTTP/1.1 200"));
    }

    @Test
    void stopping_lets_requests_in_flight_finish_and_takes_no_new_ones() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var server = start(new Routes().get("/slow", _ -> {
            started.countDown();
            release.await();
            return Response.text(200, "done");
        }));
        var raw = raw(server).send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n");
        assertTrue(started.await(10, TimeUnit.SECONDS));
        assertEquals(1, server.requestsInFlight());
        var stopped = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            server.stop(Duration.ofSeconds(10));
            stopped.countDown();
        });
        while (true) {
            try (var _ = new RawClient(server.uri())) {
                Thread.sleep(10);
            } catch (IOException _) {
                break; // nobody listens any more
            }
        }
        release.countDown();
        var answer = raw.readAll();
        assertTrue(answer.endsWith("done") && answer.contains("Connection: close"), answer);
        assertTrue(stopped.await(10, TimeUnit.SECONDS));
    }

    @Test
    void stopping_breaks_off_what_outlasts_the_drain() throws Exception {
        var started = new CountDownLatch(1);
        var server = start(new Routes().get("/stuck", _ -> {
            started.countDown();
            Thread.sleep(60_000);
            return Response.text(200, "late");
        }));
        var raw = raw(server).send("GET /stuck HTTP/1.1\r\nhost: x\r\n\r\n");
        assertTrue(started.await(10, TimeUnit.SECONDS));
        server.stop(Duration.ofMillis(100));
        assertEquals("", raw.readAll());
    }

    @Test
    void a_taken_port_is_said_in_one_line() {
        var server = start(echo());
        var refusal = assertThrows(
                IllegalStateException.class,
                () -> HttpServer.start(HttpServerConfig.of("second", "127.0.0.1", server.port()), echo()));
        assertTrue(refusal.getMessage().contains("127.0.0.1:" + server.port()), refusal.getMessage());
    }

    @Test
    void pages_of_other_origins_are_let_in_by_cors_only() throws Exception {
        var routes = new Routes().post("/x", _ -> Response.text(200, "hi"));
        var closed = start(routes);
        var preflight =
                "OPTIONS /x HTTP/1.1\r\nhost: x\r\norigin: http://page\r\naccess-control-request-method: POST\r\n"
                        + "access-control-request-headers: authorization\r\nconnection: close\r\n\r\n";
        assertTrue(raw(closed).send(preflight).readAll().startsWith("HTTP/1.1 405"));
        var opened =
                start(new Routes().post("/x", _ -> Response.text(200, "hi")).cors(Cors.anyOrigin("x-stoa-receipt")));
        var answer = raw(opened).send(preflight).readAll().toLowerCase(java.util.Locale.ROOT);
        assertTrue(answer.startsWith("http/1.1 204"), answer);
        assertTrue(answer.contains("access-control-allow-origin: *"), answer);
        assertTrue(answer.contains("access-control-allow-headers: authorization"), answer);
        assertTrue(answer.contains("access-control-allow-methods: post"), answer);
        var call = HttpCall.post(URI.create(opened.uri() + "/x"), "text/plain", new byte[0], PATIENCE)
                .with("origin", "http://page");
        assertEquals(
                "*",
                client.send(call).headers().first("access-control-allow-origin").orElseThrow());
        assertEquals(
                "x-stoa-receipt",
                client.send(call)
                        .headers()
                        .first("access-control-expose-headers")
                        .orElseThrow());
    }

    @Test
    void the_observer_hears_of_every_answer() throws Exception {
        var seen = new java.util.concurrent.LinkedBlockingQueue<String>();
        var server = start(new Routes()
                .get("/ok", _ -> Response.text(200, "x"))
                .observe((request, status, nanos) -> seen.add(request.path() + " " + status + " " + (nanos > 0))));
        get(server, "/ok");
        get(server, "/nowhere");
        assertEquals("/ok 200 true", seen.poll(10, TimeUnit.SECONDS));
        assertEquals("/nowhere 404 true", seen.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void hundreds_of_callers_at_once_get_each_their_own_answer() throws Exception {
        var server = start(echo());
        var wrong = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 200; i++) {
            var mine = ("caller " + i).getBytes();
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    for (int k = 0; k < 10; k++)
                        if (!java.util.Arrays.equals(
                                mine, post(server, "/echo", mine).body())) wrong.incrementAndGet();
                } catch (HttpFailure _) {
                    wrong.incrementAndGet();
                }
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(0, wrong.get());
        for (int i = 0; i < 1000 && server.requestsInFlight() > 0; i++)
            Thread.sleep(10); // answers arrive before they end
        assertEquals(0, server.requestsInFlight());
    }

    private static Routes echo() {
        return new Routes().post("/echo", request -> Response.of(200, "text/plain", request.body()));
    }
}
