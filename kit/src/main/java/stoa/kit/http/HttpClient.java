// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;

/// An HTTP/1.1 client that keeps connections. Redirects are answers like any other: they are not followed; there are
/// no cookies, no proxies and no compression.
///
/// Our own rather than a library's, for what none of those tried offers together: connecting to an address that was
/// checked before (`GuardedFetcher`), breaking a call off from any thread, a bound on silence inside a stream, and
/// the rule never to send a payment twice; and because it is measured to be the cheapest. A request over three hops
/// (load generator, two forwarding servers, answering server; 64 connections, two cores that others used too) cost
/// 70 to 170 µs of processor time with it, 270 to 300 µs with Helidon's WebClient and 230 to 490 µs with the JDK's
/// client; with one connection the median time was 83, 236 and 396 µs. `HttpBench` in the tests repeats it.
public final class HttpClient implements AutoCloseable {
    private static final Log LOG = Log.of(HttpClient.class);

    private static final Duration WATCH_PERIOD = Duration.ofMillis(20);
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /// Header lines the client writes itself.
    private static final Set<String> OWN = Set.of("host", "content-length", "transfer-encoding", "connection");

    private final HttpClientConfig config;
    private final WirePool pool;
    private final Ticker watch;

    public HttpClient(HttpClientConfig config) {
        this(config, Resolver.SYSTEM);
    }

    HttpClient(HttpClientConfig config, Resolver resolver) {
        this.config = config;
        this.pool = new WirePool(config, resolver);
        this.watch = Ticker.start(
                "http-client-watch",
                WATCH_PERIOD,
                () -> pool.check(System.nanoTime()),
                e -> LOG.error("watching failed", e));
    }

    /// The whole answer.
    public HttpReply send(HttpCall call) throws HttpFailure {
        try (var stream = open(call, false)) {
            return new HttpReply(stream.status(), stream.headers(), stream.readAll(config.maxBodyBytes()));
        }
    }

    /// Returns when the head of the answer is here; close the stream.
    public HttpStream stream(HttpCall call) throws HttpFailure {
        return open(call, true);
    }

    /// Closes kept connections; calls in flight finish.
    @Override
    public void close() {
        pool.close();
        watch.close();
    }

    /// Connections that carry a call now.
    int inUse() {
        return pool.inUse();
    }

    /// Connections put aside for reuse.
    int kept() {
        return pool.kept();
    }

    private WireStream open(HttpCall call, boolean streaming) throws HttpFailure {
        var origin = Origin.of(call.uri());
        long deadline = (System.nanoTime() + call.timeout().toNanos()) | 1;
        var head = head(call, origin);
        while (true) {
            var kept = pool.takeKept(origin);
            var wire = kept != null ? kept : pool.connect(origin, deadline - System.nanoTime());
            wire.limit(deadline, 0);
            var answer = attempt(call, wire, head, kept != null);
            if (answer == null) continue; // each such turn uses up a kept connection
            if (streaming) wire.limit(0, config.readIdleTimeout().toNanos());
            return new WireStream(answer, new WireBody(wire, answer, pool));
        }
    }

    /// Null when a kept connection turned out to be dead and the call can be made again: it had not been sent as a
    /// whole, or it is one that may be made twice; and not a byte of an answer had come.
    private @Nullable ReplyHead attempt(HttpCall call, Wire wire, byte[] head, boolean kept) throws HttpFailure {
        boolean sent = false;
        try {
            try {
                wire.send(head, call.body());
                sent = true;
            } catch (IOException e) {
                return refusedEarly(call, wire, e);
            }
            return ReplyHead.read(wire, call.method(), config.maxHeaderBytes());
        } catch (IOException e) {
            boolean again = kept
                    && !wire.answered
                    && !wire.late()
                    && !(e instanceof HttpFailure)
                    && (!sent || IDEMPOTENT.contains(call.method()));
            var failure = wire.explain(sent ? "its answer was awaited" : "the request was sent", e);
            pool.drop(wire);
            if (again) return null;
            throw failure;
        }
    }

    /// A server may answer and hang up before it has read a large request: then the answer is what counts.
    private ReplyHead refusedEarly(HttpCall call, Wire wire, IOException failure) throws IOException {
        try {
            var early = ReplyHead.read(wire, call.method(), config.maxHeaderBytes());
            return new ReplyHead(early.status(), early.headers(), false, early.framing(), early.length());
        } catch (IOException _) {
            throw failure;
        }
    }

    private static byte[] head(HttpCall call, Origin origin) {
        var out = new StringBuilder(256);
        out.append(token(call.method()))
                .append(' ')
                .append(target(call.uri()))
                .append(" HTTP/1.1\r\nhost: ")
                .append(origin.hostHeader())
                .append("\r\n");
        call.headers().forEach((name, value) -> {
            if (OWN.contains(name.toLowerCase(Locale.ROOT)))
                throw new IllegalArgumentException("the client writes the header " + name + " itself");
            out.append(name).append(": ").append(value).append("\r\n");
        });
        boolean bodyless = call.body().length == 0
                && (call.method().equals("GET") || call.method().equals("HEAD"));
        if (!bodyless) out.append("content-length: ").append(call.body().length).append("\r\n");
        return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String token(String method) {
        if (method.isEmpty()) throw new IllegalArgumentException("not a method");
        for (int i = 0; i < method.length(); i++)
            if (method.charAt(i) < 'A' || method.charAt(i) > 'Z') throw new IllegalArgumentException("not a method");
        return method;
    }

    /// Path and query as US-ASCII.
    private static String target(URI uri) {
        var path = uri.getRawPath();
        var query = uri.getRawQuery();
        var target = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        for (int i = 0; i < target.length(); i++)
            if (target.charAt(i) > 127) return target(URI.create(uri.toASCIIString()));
        return target;
    }
}
