// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.http.GuardedFetcher.Rules;
import stoa.kit.http.HttpFailure.Kind;

class GuardedFetcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ArrayList<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var closeable : open) closeable.close();
    }

    private GuardedFetcher fetcher(Rules rules) {
        var fetcher = new GuardedFetcher(rules);
        open.add(fetcher);
        return fetcher;
    }

    private FakeServer answering(String bytes) throws IOException {
        var server = FakeServer.answering(bytes);
        open.add(server);
        return server;
    }

    private static Kind refusal(GuardedFetcher fetcher, String uri) {
        return assertThrows(HttpFailure.class, () -> fetcher.fetch(HttpCall.get(URI.create(uri), PATIENCE)))
                .kind();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "4000::1"
            })
    void addresses_that_are_not_public_are_refused(String address) throws Exception {
        assertFalse(AddressRules.isPublic(InetAddress.ofLiteral(address)));
        var host = address.contains(":") ? "[" + address + "]" : address;
        assertEquals(Kind.REFUSED, refusal(fetcher(Rules.publicOnly()), "http://" + host + "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.255.255",
                "192.169.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450:4001::1"
            })
    void public_addresses_are_let_through(String address) {
        assertTrue(AddressRules.isPublic(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/", "http://127.1/", "http://2130706433/", "http://0/", "http://[::ffff:7f00:1]/",
                "https://localhost/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/",
                        "http://u@127.0.0.1/"
            })
    void other_spellings_of_private_places_are_refused_too(String uri) {
        var kind = refusal(fetcher(Rules.publicOnly()), uri);
        assertTrue(kind == Kind.REFUSED || kind == Kind.UNREACHABLE, kind.toString());
        assertFalse(kind.maybeSent());
    }

    @Test
    void loopback_is_allowed_when_a_network_lives_on_one_machine() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var fetcher = fetcher(Rules.publicOnly().withLoopback());
        assertEquals(
                "ok", fetcher.fetch(HttpCall.get(server.uri("/"), PATIENCE)).text());
        assertEquals(Kind.REFUSED, refusal(fetcher, "http://10.0.0.1/"));
        try (var stream = fetcher.stream(HttpCall.get(server.uri("/"), PATIENCE))) {
            assertEquals("ok", new String(stream.readAll(10)));
        }
        assertEquals(
                Kind.REFUSED,
                refusal(fetcher(Rules.publicOnly()), server.uri("/").toString()));
    }

    @Test
    void one_named_port_can_be_allowed_and_its_neighbour_is_not() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var other = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno");
        var rules = new Rules(1000, 3, PATIENCE, Set.of("127.0.0.1:" + server.port()), false);
        var fetcher = fetcher(rules);
        assertEquals(
                "ok", fetcher.fetch(HttpCall.get(server.uri("/"), PATIENCE)).text());
        assertEquals(Kind.REFUSED, refusal(fetcher, other.uri("/").toString()));
    }

    @Test
    void a_name_is_resolved_once_and_connected_to_what_was_checked() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var answers = new ArrayList<>(List.of("93.184.216.34", "127.0.0.1"));
        Resolver rebinding = _ -> List.of(InetAddress.ofLiteral(answers.removeFirst()));
        var fetcher = new GuardedFetcher(
                Rules.publicOnly(),
                HttpClientConfig.defaults().withTimeouts(Duration.ofMillis(200), PATIENCE),
                rebinding);
        open.add(fetcher);
        var uri = "http://rebinding.test:" + server.port() + "/";
        assertEquals(Kind.UNREACHABLE, refusal(fetcher, uri), "the first answer was public and is what was called");
        assertEquals(1, answers.size(), "asked once");
        assertEquals(Kind.REFUSED, refusal(fetcher, uri), "the second answer is private");
        assertEquals(0, server.requests.size());
    }

    @Test
    void of_a_names_addresses_only_the_permitted_are_called() throws Exception {
        var server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        Resolver mixed = _ -> Arrays.asList(InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("127.0.0.1"));
        var fetcher = new GuardedFetcher(Rules.publicOnly().withLoopback(), HttpClientConfig.defaults(), mixed);
        open.add(fetcher);
        var call = HttpCall.get(URI.create("http://mixed.test:" + server.port() + "/"), PATIENCE);
        assertEquals("ok", fetcher.fetch(call).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest",
                "http://10.0.0.1/",
                "http://[fd00::1]/",
                "file:///etc/passwd",
                "http://u:p@127.0.0.1/"
            })
    void a_redirect_to_a_private_place_is_refused(String target) throws Exception {
        var server = answering("HTTP/1.1 302 Found\r\nlocation: " + target + "\r\ncontent-length: 0\r\n\r\n");
        assertEquals(
                Kind.REFUSED,
                refusal(
                        fetcher(Rules.publicOnly().withLoopback()),
                        server.uri("/").toString()));
    }

    @Test
    void redirects_are_followed_relative_ones_too_but_not_for_ever() throws Exception {
        var server = new FakeServer(talk -> {
            for (var request = talk.request(); request != null; request = talk.request()) {
                if (request.startsWith("GET /a "))
                    talk.send("HTTP/1.1 301 x\r\nlocation: b?c=d\r\ncontent-length: 0\r\n\r\n");
                else if (request.startsWith("GET /b?c=d ")) talk.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                else talk.send("HTTP/1.1 302 x\r\nlocation: /loop\r\ncontent-length: 0\r\n\r\n");
            }
        });
        open.add(server);
        var fetcher = fetcher(Rules.publicOnly().withLoopback());
        assertEquals(
                "ok", fetcher.fetch(HttpCall.get(server.uri("/a"), PATIENCE)).text());
        assertEquals(Kind.REFUSED, refusal(fetcher, server.uri("/loop").toString()));
        assertEquals(2 + 4, server.requests.size());
    }

    @Test
    void secrets_do_not_follow_a_redirect_to_another_origin() throws Exception {
        var target = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var server = answering("HTTP/1.1 307 x\r\nlocation: " + target.uri("/t") + "\r\ncontent-length: 0\r\n\r\n");
        var fetcher = fetcher(Rules.publicOnly().withLoopback());
        var call = HttpCall.post(server.uri("/"), "text/plain", "body".getBytes(), PATIENCE)
                .with("Authorization", "Bearer sk")
                .with("x-kept", "yes");
        assertEquals("ok", fetcher.fetch(call).text());
        var told = target.requests.getFirst();
        assertTrue(told.startsWith("POST /t ") && told.endsWith("body") && told.contains("x-kept"), told);
        assertFalse(told.contains("Bearer"), told);
    }

    @Test
    void a_post_that_is_sent_elsewhere_becomes_a_get_without_its_body() throws Exception {
        var target = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var server = answering("HTTP/1.1 303 x\r\nlocation: " + target.uri("/t") + "\r\ncontent-length: 0\r\n\r\n");
        var fetcher = fetcher(Rules.publicOnly().withLoopback());
        fetcher.fetch(HttpCall.post(server.uri("/"), "text/plain", "body".getBytes(), PATIENCE));
        var told = target.requests.getFirst();
        assertTrue(told.startsWith("GET /t ") && !told.contains("body") && !told.contains("content-type"), told);
    }

    @Test
    void size_and_time_are_bounded_over_all_redirects() throws Exception {
        var large = answering("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n" + "x".repeat(1001));
        var rules = new Rules(1000, 3, Duration.ofMillis(300), Set.of(), true);
        assertEquals(Kind.TOO_LARGE, refusal(fetcher(rules), large.uri("/").toString()));
        var slow = new FakeServer(talk -> {
            while (talk.request() != null) {
                Thread.sleep(130);
                talk.send("HTTP/1.1 302 x\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n");
            }
        });
        open.add(slow);
        assertEquals(Kind.TIMEOUT, refusal(fetcher(rules), slow.uri("/").toString()));
    }
}
