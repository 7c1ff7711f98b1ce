// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Calls addresses that somebody else chose, and only public ones. A name is resolved once, its addresses are
/// checked, and the connection goes to a checked address; so does every connection a redirect asks for.
public final class GuardedFetcher implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /// Header lines that are not told to another origin than the one they were meant for.
    private static final List<String> PERSONAL = List.of("authorization", "cookie", "proxy-authorization");

    private final Rules rules;
    private final HttpClient client;

    /// `allowed` names `host:port` pairs that may be private; `allowLoopback` is for networks on one machine.
    /// `timeout` bounds a fetch with all its redirects.
    public record Rules(
            int maxBodyBytes, int maxRedirects, Duration timeout, Set<String> allowed, boolean allowLoopback) {
        public Rules {
            if (maxBodyBytes < 0 || maxRedirects < 0) throw new IllegalArgumentException("limits are not negative");
            if (!timeout.isPositive()) throw new IllegalArgumentException("the timeout must be positive");
            allowed = Set.copyOf(allowed);
        }

        /// 4 MiB, three redirects, 30 s, nothing private.
        public static Rules publicOnly() {
            return new Rules(4 << 20, 3, Duration.ofSeconds(30), Set.of(), false);
        }

        public Rules withLoopback() {
            return new Rules(maxBodyBytes, maxRedirects, timeout, allowed, true);
        }
    }

    /// Keeps few connections; for occasional calls to many.
    public GuardedFetcher(Rules rules) {
        this(rules, HttpClientConfig.defaults().withPool(2, Duration.ofSeconds(10)));
    }

    /// For steady traffic, such as a gateway's to its hosts. `rules.maxBodyBytes` replaces the client's.
    public GuardedFetcher(Rules rules, HttpClientConfig config) {
        this(rules, config, Resolver.SYSTEM);
    }

    GuardedFetcher(Rules rules, HttpClientConfig config, Resolver resolver) {
        this.rules = rules;
        this.client = new HttpClient(config.withMaxBodyBytes(rules.maxBodyBytes()), guarded(rules, resolver));
    }

    /// The whole answer, redirects followed. A forbidden address is an `HttpFailure` of kind REFUSED.
    public HttpReply fetch(HttpCall call) throws HttpFailure {
        long end = System.nanoTime() + shorter(call.timeout()).toNanos();
        var next = call;
        for (int redirects = 0; ; redirects++) {
            var left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive())
                throw new HttpFailure(HttpFailure.Kind.TIMEOUT, next + " did not answer in time", null);
            var reply = client.send(next.withTimeout(left));
            var location = reply.headers().first("location");
            if (!REDIRECTS.contains(reply.status()) || location.isEmpty()) return reply;
            if (redirects == rules.maxRedirects()) throw refused("the answer redirects too often");
            next = redirected(next, reply.status(), location.get());
        }
    }

    /// As `fetch`, but the body is read as it comes; redirects are not followed.
    public HttpStream stream(HttpCall call) throws HttpFailure {
        return client.stream(call.withTimeout(shorter(call.timeout())));
    }

    @Override
    public void close() {
        client.close();
    }

    private Duration shorter(Duration timeout) {
        return timeout.compareTo(rules.timeout()) < 0 ? timeout : rules.timeout();
    }

    private static HttpCall redirected(HttpCall call, int status, String location) throws HttpFailure {
        URI target;
        try {
            target = call.uri().resolve(location);
        } catch (IllegalArgumentException _) {
            throw refused("the answer redirects to something that is no address");
        }
        var from = Origin.of(call.uri());
        var to = Origin.of(target);
        if (from.secure() && !to.secure()) throw refused("the answer redirects from https to http");
        var headers = call.headers();
        if (!from.equals(to)) for (var name : PERSONAL) headers = headers.without(name);
        boolean asGet = status == 303 || (status < 303 && call.method().equals("POST"));
        if (!asGet) return new HttpCall(call.method(), target, headers, call.body(), call.timeout());
        var method = call.method().equals("HEAD") ? "HEAD" : "GET";
        return new HttpCall(method, target, headers.without("content-type"), new byte[0], call.timeout());
    }

    private static Resolver guarded(Rules rules, Resolver inner) {
        return origin -> {
            List<InetAddress> addresses;
            try {
                addresses = inner.resolve(origin);
            } catch (UnknownHostException e) {
                throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, "the name " + origin.host() + " is not known", e);
            }
            if (rules.allowed().contains(origin.host().toLowerCase(Locale.ROOT) + ":" + origin.port()))
                return addresses;
            var usable = addresses.stream()
                    .filter(address ->
                            AddressRules.isPublic(address) || (rules.allowLoopback() && address.isLoopbackAddress()))
                    .toList();
            if (usable.isEmpty()) throw refused(origin + " is not a public address");
            return usable;
        };
    }

    private static HttpFailure refused(String message) {
        return new HttpFailure(HttpFailure.Kind.REFUSED, message, null);
    }
}
