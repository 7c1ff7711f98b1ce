// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stream that turns out to be a whole answer after all.
class InsteadTest {
    private static final byte[] BODY = {'{', '}'};

    private final HttpClient client = new HttpClient(HttpClientConfig.defaults());
    private final HttpServer server = HttpServer.start(
            HttpServerConfig.of("test", "127.0.0.1", 0),
            new Routes()
                    .get("/whole", _ -> Response.events(out -> out.instead(whole())))
                    .get(
                            "/late",
                            _ -> Response.events(out -> {
                                out.write(new byte[] {'a'});
                                try {
                                    out.instead(whole());
                                } catch (IllegalStateException _) {
                                    out.write(new byte[] {'b'});
                                }
                            }))
                    .cors(Cors.anyOrigin()));

    @AfterEach
    void close() {
        server.stop(Duration.ZERO);
        client.close();
    }

    @Test
    void a_whole_answer_takes_the_stream_s_place_with_status_length_and_headers_of_its_own() throws Exception {
        var call = HttpCall.get(URI.create(server.uri() + "/whole"), Duration.ofSeconds(5));
        for (int i = 0; i < 2; i++) {
            var reply = client.send(call.with("origin", "http://page").with("x-request-id", "mine"));
            assertEquals(402, reply.status());
            assertArrayEquals(BODY, reply.body());
            assertEquals("2", reply.headers().first("content-length").orElseThrow());
            assertEquals(
                    "application/json", reply.headers().first("content-type").orElseThrow());
            assertEquals("mine", reply.headers().first("x-request-id").orElseThrow());
            assertTrue(reply.headers().has("access-control-allow-origin"));
            assertTrue(!reply.headers().has("cache-control"), "nothing of the stream's head");
        }
    }

    @Test
    void a_stream_that_has_begun_stays_one() throws Exception {
        var reply = client.send(HttpCall.get(URI.create(server.uri() + "/late"), Duration.ofSeconds(5)));
        assertEquals(200, reply.status());
        assertArrayEquals(new byte[] {'a', 'b'}, reply.body());
    }

    private static Response.Full whole() {
        return new Response.Full(402, Headers.of("content-type", "application/json"), BODY.clone());
    }
}
