// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against the JDK's own WebSocket client, and against raw frames for what no client sends.
class WebSocketTest {
    private final ArrayList<AutoCloseable> open = new ArrayList<>();
    private final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final AtomicReference<WebSocket> served = new AtomicReference<>();

    @AfterEach
    void close() throws Exception {
        for (var closeable : open.reversed()) closeable.close();
    }

    private HttpServer start(HttpServerConfig config) {
        var server = HttpServer.start(config, new Routes().webSocket("/ws/{name}", socket -> {
                    served.set(socket);
                    return new WebSocket.Listener() {
                        @Override
                        public void onText(String text) throws IOException {
                            if (text.equals("fail")) throw new IllegalStateException("as asked");
                            socket.send(socket.path() + " " + text);
                        }

                        @Override
                        public void onClose(int code, String reason) {
                            closed.add(code + " " + reason);
                        }
                    };
                }));
        open.add(() -> server.stop(Duration.ZERO));
        return server;
    }

    private HttpServer start() {
        return start(HttpServerConfig.of("test", "127.0.0.1", 0).withMaxBodyBytes(200_000));
    }

    private record Caller(java.net.http.WebSocket socket, LinkedBlockingQueue<String> heard) {
        String next() throws InterruptedException {
            return heard.poll(10, TimeUnit.SECONDS);
        }
    }

    private Caller connect(HttpServer server) {
        var heard = new LinkedBlockingQueue<String>();
        var client = java.net.http.HttpClient.newHttpClient();
        open.add(client::shutdownNow);
        var listener = new java.net.http.WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    heard.add(text.toString());
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
                heard.add("closed " + code + " " + reason);
                return null;
            }
        };
        var uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws/a%20b");
        return new Caller(client.newWebSocketBuilder().buildAsync(uri, listener).join(), heard);
    }

    private RawClient raw(HttpServer server) throws IOException {
        var raw = new RawClient(server.uri());
        open.add(raw);
        raw.send(
                "GET /ws/x HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n"
                        + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var head = raw.readUntil("\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 101") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), head);
        return raw;
    }

    /// A masked frame with the mask 0.
    private static String frame(int first, String payload) {
        return (char) first + "" + (char) (0x80 | payload.length()) + "\0\0\0\0" + payload;
    }

    @Test
    void messages_go_both_ways_whatever_their_length() throws Exception {
        var caller = connect(start());
        for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, 150_000}) {
            var text = "ü".repeat(length / 2) + "x".repeat(length % 2);
            caller.socket.sendText(text, true).join();
            assertEquals("/ws/a b " + text, caller.next());
        }
    }

    @Test
    void fragments_are_joined_even_inside_a_character() throws Exception {
        var raw = raw(start());
        raw.send(frame(0x01, "a\u00c3")); // the first half of ü
        raw.send(frame(0x89, "ping")); // a ping between fragments is allowed
        raw.send(frame(0x80, "\u00bcb"));
        assertTrue(raw.readUntil("ping").startsWith("\u008a\u0004"));
        assertTrue(raw.readUntil("b").endsWith("a\u00c3\u00bcb"));
    }

    @Test
    void many_threads_may_send_at_once() throws Exception {
        var server = start();
        var caller = connect(server);
        caller.socket.sendText("hello", true).join();
        assertEquals("/ws/a b hello", caller.next());
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 50; i++) {
            var text = (char) ('a' + i % 26)
                    + "".repeat(3)
                    + String.valueOf((char) ('a' + i % 26)).repeat(500);
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    served.get().send(text);
                } catch (IOException _) {
                    // the count below tells
                }
            }));
        }
        for (var thread : threads) thread.join();
        for (int i = 0; i < 50; i++) {
            var text = caller.next();
            assertEquals(1, text.chars().distinct().count(), text);
        }
    }

    @Test
    void a_goodbye_is_answered_and_told() throws Exception {
        var caller = connect(start());
        caller.socket.sendClose(1000, "bye").join();
        assertEquals("closed 1000 ", caller.next());
        assertEquals("1000 bye", closed.poll(10, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> served.get().send("too late"));
    }

    @Test
    void a_broken_connection_is_told_as_1006() throws Exception {
        raw(start()).close();
        assertTrue(closed.poll(10, TimeUnit.SECONDS).startsWith("1006"));
    }

    @Test
    void a_stopping_server_says_goodbye() throws Exception {
        var server = start();
        var caller = connect(server);
        server.stop(Duration.ofSeconds(5));
        assertEquals("closed 1001 the server is stopping", caller.next());
    }

    @Test
    void what_breaks_the_protocol_is_ended_with_its_code() throws Exception {
        var server = start();
        var cases = new String[][] {
            {"1002", frame(0xC1, "x")}, // a reserved bit
            {"1002", "\u0081\u0001x"}, // not masked
            {"1002", frame(0x80, "x")}, // continues nothing
            {"1002", frame(0x83, "x")}, // unknown
            {"1002", frame(0x09, "x")}, // a ping in pieces
            {"1003", frame(0x82, "x")}, // binary
            {"1007", frame(0x81, "\u00ff\u00fe")}, // not UTF-8
            {"1009", "\u0081\u00ff\0\0\0\u0001\0\0\0\0\0\0\0\0"}, // four gigabytes
            {"1009", "\u0081\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\0\0\0\0"}, // a negative length
            {"1011", frame(0x81, "fail")},
        };
        for (var expected : cases) {
            var raw = raw(server);
            raw.send(expected[1]);
            var answer = raw.readAll().getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(0x88, answer[0] & 0xff);
            assertEquals(expected[0], String.valueOf((answer[2] & 0xff) << 8 | answer[3] & 0xff));
            assertTrue(closed.poll(10, TimeUnit.SECONDS).startsWith(expected[0]));
        }
    }

    @Test
    void a_handshake_that_is_not_one_is_refused() throws Exception {
        var server = start();
        var upgrade = "host: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n";
        var key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        var refused = new String[][] {
            {"400", upgrade + "sec-websocket-version: 13\r\n"},
            {"400", upgrade + "sec-websocket-version: 13\r\nsec-websocket-key: short\r\n"},
            {"426", upgrade + key + "sec-websocket-version: 8\r\n"},
            {"403", upgrade + key + "sec-websocket-version: 13\r\norigin: http://evil\r\n"},
        };
        for (var expected : refused) {
            try (var raw = new RawClient(server.uri())) {
                raw.send("GET /ws/x HTTP/1.1\r\n" + expected[1] + "\r\n");
                var answer = raw.readAll();
                assertTrue(answer.startsWith("HTTP/1.1 " + expected[0]), answer);
            }
        }
        try (var raw = new RawClient(server.uri())) {
            raw.send("GET /elsewhere HTTP/1.1\r\n" + upgrade + key + "sec-websocket-version: 13\r\n\r\n");
            assertTrue(raw.readUntil("\r\n").startsWith("HTTP/1.1 404"));
        }
    }

    @Test
    void a_quiet_connection_is_pinged_and_a_dead_one_ended() throws Exception {
        var config = HttpServerConfig.of("test", "127.0.0.1", 0)
                .withTimeouts(Duration.ofMillis(600), Duration.ofSeconds(10), Duration.ZERO);
        var server = start(config);
        var caller = connect(server); // answers pings
        var dead = raw(server); // does not
        assertTrue(dead.readAll().startsWith("\u0089\u0000"));
        assertTrue(closed.poll(10, TimeUnit.SECONDS).startsWith("1006"));
        caller.socket.sendText("still here", true).join();
        assertEquals("/ws/a b still here", caller.next());
    }
}
