// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.http.HttpFailure.Kind;

class HttpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = new HttpClient(HttpClientConfig.defaults().withMaxBodyBytes(100_000));
    private final ArrayList<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        client.close();
        for (var closeable : open) closeable.close();
    }

    private FakeServer serve(FakeServer.Script... scripts) throws IOException {
        var server = new FakeServer(scripts);
        open.add(server);
        return server;
    }

    private FakeServer answering(String bytes) throws IOException {
        var server = FakeServer.answering(bytes);
        open.add(server);
        return server;
    }

    private HttpReply get(FakeServer server) throws HttpFailure {
        return client.send(HttpCall.get(server.uri("/x"), PATIENCE));
    }

    private HttpReply post(FakeServer server, String body) throws HttpFailure {
        return client.send(HttpCall.post(server.uri("/x"), "text/plain", body.getBytes(), PATIENCE));
    }

    private Kind failure(FakeServer server) {
        return assertThrows(HttpFailure.class, () -> get(server)).kind();
    }

    @Test
    void a_request_says_what_it_is_and_nothing_else() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var call = HttpCall.post(server.uri("/a%20b?q=ü&r=1"), "text/plain", "body".getBytes(), PATIENCE)
                .with("x-a", "1");
        assertEquals("ok", client.send(call).text());
        assertEquals(
                "POST /a%20b?q=%C3%BC&r=1 HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()
                        + "\r\ncontent-type: text/plain\r\nx-a: 1\r\ncontent-length: 4\r\n\r\nbody",
                server.requests.getFirst());
    }

    @Test
    void headers_that_could_split_a_request_or_contradict_the_client_are_refused() {
        var uri = URI.create("http://127.0.0.1:1/");
        assertThrows(IllegalArgumentException.class, () -> HttpCall.get(uri, PATIENCE)
                .with("a", "1\r\nb: 2"));
        assertThrows(IllegalArgumentException.class, () -> HttpCall.get(uri, PATIENCE)
                .with("a b", "1"));
        for (var own : new String[] {"Host", "content-length", "Transfer-Encoding", "connection"})
            assertThrows(
                    IllegalArgumentException.class,
                    () -> client.send(HttpCall.get(uri, PATIENCE).with(own, "1")));
        assertThrows(
                IllegalArgumentException.class,
                () -> client.send(new HttpCall("GET /evil", uri, Headers.NONE, new byte[0], PATIENCE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/",
                "http://user:pass@127.0.0.1/",
                "http:///path",
                "//127.0.0.1/",
                "http://127.0.0.1:0/"
            })
    void an_address_that_is_none_of_ours_is_refused(String address) {
        var refusal = assertThrows(HttpFailure.class, () -> client.send(HttpCall.get(URI.create(address), PATIENCE)));
        assertEquals(Kind.REFUSED, refusal.kind());
        assertFalse(refusal.getMessage().contains("pass"));
        assertFalse(HttpCall.get(URI.create(address), PATIENCE).toString().contains("pass"));
    }

    @Test
    void connections_are_reused_and_counted() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        for (int i = 0; i < 5; i++) assertEquals("ok", get(server).text());
        assertEquals(1, server.sockets.size());
        assertEquals(1, client.kept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more",
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void a_connection_in_doubt_is_not_reused(String answer) throws Exception {
        var server = answering(answer);
        assertEquals("ok", get(server).text());
        Thread.sleep(20); // what follows the answer may still be on its way
        assertEquals("ok", get(server).text());
        assertEquals(2, server.sockets.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
                "5;name=value\r\nhello\r\n006 ; x\r\n world\r\n0\r\ntrailer: yes\r\n\r\n",
                "b\nhello world\n0\n\n",
                "B\r\nhello world\r\n000\r\n\r\n"
            })
    void chunks_are_put_together(String chunks) throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" + chunks);
        assertEquals("hello world", get(server).text());
        assertEquals("hello world", get(server).text());
        assertEquals(1, server.sockets.size(), "the end was found exactly");
    }

    @Test
    void a_stream_that_is_about_to_end_gives_its_connection_back() throws Exception {
        var server = serve(talk -> {
            while (talk.request() != null) {
                talk.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
                Thread.sleep(20);
                talk.send("0\r\n\r\n");
            }
        });
        for (int i = 0; i < 3; i++) {
            var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE));
            assertEquals(3, stream.body().readNBytes(3).length);
            stream.finish(PATIENCE);
        }
        assertEquals(1, server.sockets.size());
        assertEquals(1, client.kept());
    }

    @Test
    void a_stream_that_goes_on_is_broken_off_when_patience_ends() throws Exception {
        var server = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
            talk.awaitEnd();
        });
        var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE));
        assertEquals(3, stream.body().readNBytes(3).length);
        stream.finish(Duration.ofMillis(50));
        assertEquals(0, client.kept());
        assertEquals(0, client.inUse());
    }

    @Test
    void a_stream_closed_early_is_forgotten() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
        for (int i = 0; i < 5; i++)
            client.stream(HttpCall.get(server.uri("/"), PATIENCE)).close();
        assertEquals(0, client.inUse());
    }

    @Test
    void chunks_may_arrive_byte_by_byte() throws Exception {
        var bytes = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        var server = serve(talk -> {
            while (talk.request() != null)
                for (char c : bytes.toCharArray()) {
                    talk.send(String.valueOf(c));
                    Thread.yield();
                }
        });
        assertEquals("abcde", get(server).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "\r\nhello",
                "fffffffffffffffff\r\nx",
                "5 5\r\nhello\r\n"
            })
    void broken_chunks_are_malformed(String chunks) throws Exception {
        assertEquals(
                Kind.MALFORMED, failure(answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunks)));
        assertEquals(0, client.kept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 20x OK\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void what_is_not_http_is_malformed(String answer) throws Exception {
        assertEquals(Kind.MALFORMED, failure(answering(answer)));
    }

    @Test
    void an_endless_head_or_endless_interim_answers_are_bounded() throws Exception {
        var endless = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\n");
            while (true) talk.send("a: " + "b".repeat(1000) + "\r\n");
        });
        assertEquals(Kind.TOO_LARGE, failure(endless));
        var many = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(300));
            talk.awaitEnd();
        });
        assertEquals(Kind.MALFORMED, failure(many));
        assertEquals(Kind.MALFORMED, failure(answering("HTTP/1.1 100 Continue\r\n\r\n".repeat(20))));
    }

    @Test
    void interim_answers_are_passed_over() throws Exception {
        var server =
                answering("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        assertEquals("ok", get(server).text());
        assertTrue(get(server).headers().first("link").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void an_answer_without_a_body_ends_with_its_head(int status) throws Exception {
        var server = answering("HTTP/1.1 " + status + " x\r\ncontent-length: 5\r\n\r\n");
        assertEquals(0, get(server).body().length);
        assertEquals(status, get(server).status());
        assertEquals(1, server.sockets.size());
    }

    @Test
    void an_answer_without_a_length_ends_with_the_connection() throws Exception {
        var server = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
        });
        assertEquals("until the end", get(server).text());
        assertEquals(0, client.kept());
    }

    @Test
    void an_answer_beyond_the_bound_is_refused_announced_or_not() throws Exception {
        assertEquals(Kind.TOO_LARGE, failure(answering("HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n")));
        assertEquals(
                Kind.TOO_LARGE,
                failure(answering(
                        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n186A1\r\n" + "x".repeat(100_001))));
        assertEquals(
                100_000,
                get(answering("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + "x".repeat(100_000)))
                        .body()
                        .length);
        assertEquals(
                100_000,
                get(answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n186A0\r\n" + "x".repeat(100_000)
                                + "\r\n0\r\n\r\n"))
                        .body()
                        .length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\ncontent-len",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"
            })
    void an_answer_that_ends_early_is_broken_wherever_it_ends(String answer) throws Exception {
        var server = serve(talk -> {
            talk.request();
            talk.send(answer);
        });
        assertEquals(Kind.BROKEN, failure(server));
        assertEquals(1, server.requests.size(), "not tried again");
    }

    @Test
    void a_kept_connection_the_server_has_closed_is_replaced_silently() throws Exception {
        var server = serve(
                talk -> {
                    talk.request();
                    talk.send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1");
                    talk.socket().close();
                },
                talk -> {
                    talk.request();
                    talk.send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2");
                });
        assertEquals("1", post(server, "a").text());
        Thread.sleep(50); // the server's goodbye must have arrived
        assertEquals("2", post(server, "b").text());
        assertEquals(2, server.requests.size());
    }

    @Test
    void a_kept_connection_that_dies_unanswered_is_tried_again_only_for_what_may_happen_twice() throws Exception {
        FakeServer.Script once = talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1");
            talk.request(); // swallowed: the server dies with the request in its hands
        };
        FakeServer.Script well = talk -> {
            while (talk.request() != null) talk.send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2");
        };
        var forGet = serve(once, well);
        assertEquals("1", get(forGet).text());
        assertEquals("2", get(forGet).text());
        var forPost = serve(once, well);
        assertEquals("1", post(forPost, "pay").text());
        var failure = assertThrows(HttpFailure.class, () -> post(forPost, "pay"));
        assertEquals(Kind.BROKEN, failure.kind());
        assertTrue(failure.kind().maybeSent());
        assertEquals(2, forPost.requests.size(), "the second payment was not sent twice");
    }

    @Test
    void nobody_listening_is_unreachable_and_nothing_was_sent() throws Exception {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        var call = HttpCall.get(URI.create("http://127.0.0.1:" + port + "/"), PATIENCE);
        var failure = assertThrows(HttpFailure.class, () -> client.send(call));
        assertEquals(Kind.UNREACHABLE, failure.kind());
        assertFalse(failure.kind().maybeSent());
        var nowhere = HttpCall.get(URI.create("http://no-such-name.invalid/"), PATIENCE);
        assertEquals(
                Kind.UNREACHABLE,
                assertThrows(HttpFailure.class, () -> client.send(nowhere)).kind());
    }

    @Test
    void a_slow_answer_times_out_even_when_it_drips() throws Exception {
        var silent = serve(talk -> {
            talk.request();
            talk.awaitEnd();
        });
        var dripping = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
            while (true) {
                talk.send("x");
                Thread.sleep(10);
            }
        });
        for (var server : new FakeServer[] {silent, dripping}) {
            var call = HttpCall.get(server.uri("/"), Duration.ofMillis(200));
            assertEquals(
                    Kind.TIMEOUT,
                    assertThrows(HttpFailure.class, () -> client.send(call)).kind());
        }
        assertEquals(0, client.kept());
    }

    @Test
    void an_early_refusal_of_a_large_request_is_heard() throws Exception {
        var server = HttpServer.start(
                HttpServerConfig.of("test", "127.0.0.1", 0).withMaxBodyBytes(10),
                new Routes().post("/x", request -> Response.of(200, "text/plain", request.body())));
        open.add(() -> server.stop(Duration.ZERO));
        var call = HttpCall.post(URI.create(server.uri() + "/x"), "text/plain", new byte[20 << 20], PATIENCE);
        for (int i = 0; i < 5; i++) assertEquals(413, client.send(call).status());
    }

    @Test
    void a_stream_gives_its_head_at_once_and_its_body_as_it_comes() throws Exception {
        var release = new CountDownLatch(1);
        var server = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            release.await();
            talk.send("5\r\nline1\r\n3\r\n\nli\r\n3\r\nne2\r\n0\r\n\r\n");
        });
        try (var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE))) {
            assertEquals(200, stream.status());
            release.countDown();
            var lines = stream.lines(100);
            assertEquals("line1", lines.next());
            assertEquals("line2", lines.next());
            assertEquals(null, lines.next());
        }
        assertEquals(1, client.kept(), "a stream read to its end keeps its connection");
    }

    @Test
    void closing_a_stream_early_tells_the_server_and_wakes_the_reader() throws Exception {
        var ended = new CountDownLatch(1);
        var server = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
            try {
                talk.awaitEnd();
            } finally {
                ended.countDown();
            }
        });
        var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE));
        assertArrayEquals("abc".getBytes(), stream.body().readNBytes(3));
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            stream.close();
        });
        var failure = assertThrows(HttpFailure.class, () -> stream.body().read());
        assertEquals(Kind.CLOSED, failure.kind());
        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertEquals(0, client.kept());
    }

    @Test
    void silence_inside_a_stream_is_bounded_but_a_long_stream_is_not() throws Exception {
        var impatient = new HttpClient(HttpClientConfig.defaults().withTimeouts(PATIENCE, Duration.ofMillis(400)));
        open.add(impatient);
        var server = serve(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                Thread.sleep(100);
                talk.send("1\r\nx\r\n");
            }
            talk.awaitEnd();
        });
        // The call's own timeout (300 ms) is for the head only; the body takes longer than both.
        try (var stream = impatient.stream(HttpCall.get(server.uri("/"), Duration.ofMillis(300)))) {
            assertEquals("xxxxxxxx", new String(stream.body().readNBytes(8)));
            assertEquals(
                    Kind.TIMEOUT,
                    assertThrows(HttpFailure.class, () -> stream.body().read()).kind());
        }
    }

    @Test
    void reading_all_of_a_stream_is_bounded() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n");
        try (var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE))) {
            assertEquals("abcdef", new String(stream.readAll(6)));
        }
        try (var stream = client.stream(HttpCall.get(server.uri("/"), PATIENCE))) {
            assertEquals(
                    Kind.TOO_LARGE,
                    assertThrows(HttpFailure.class, () -> stream.readAll(5)).kind());
        }
    }

    @Test
    void kept_connections_grow_old_and_are_few() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var young = new HttpClient(HttpClientConfig.defaults().withPool(2, Duration.ofMillis(100)));
        open.add(young);
        var streams = new ArrayList<HttpStream>();
        for (int i = 0; i < 4; i++) streams.add(young.stream(HttpCall.get(server.uri("/"), PATIENCE)));
        for (var stream : streams) stream.readAll(10);
        assertEquals(2, young.kept());
        for (int i = 0; i < 1000 && young.kept() > 0; i++) Thread.sleep(10);
        assertEquals(0, young.kept());
    }

    @Test
    void a_closed_client_keeps_and_connects_nothing() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var closing = new HttpClient(HttpClientConfig.defaults());
        var stream = closing.stream(HttpCall.get(server.uri("/"), PATIENCE));
        closing.close();
        assertEquals("ok", new String(stream.readAll(10)));
        assertEquals(0, closing.kept());
        var call = HttpCall.get(server.uri("/"), PATIENCE);
        assertEquals(
                Kind.CLOSED,
                assertThrows(HttpFailure.class, () -> closing.send(call)).kind());
    }
}
