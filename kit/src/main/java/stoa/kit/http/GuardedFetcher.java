// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.time.Duration;
import java.util.Set;

/// Calls addresses that somebody else chose, and only public ones.
public final class GuardedFetcher implements AutoCloseable {
    /// `allowed` names `host:port` pairs that may be private; `allowLoopback` is for networks on one machine.
    public record Rules(
            int maxBodyBytes, int maxRedirects, Duration timeout, Set<String> allowed, boolean allowLoopback) {
        /// 4 MiB, three redirects, 30 s, nothing private.
        public static Rules publicOnly() {
            return new Rules(4 << 20, 3, Duration.ofSeconds(30), Set.of(), false);
        }
    }

    public GuardedFetcher(Rules rules) {
        throw new UnsupportedOperationException();
    }

    /// The whole answer, redirects followed. A forbidden address is an `HttpFailure` of kind REFUSED.
    public HttpReply fetch(HttpCall call) throws HttpFailure {
        throw new UnsupportedOperationException();
    }

    /// As `fetch`, but the body is read as it comes; redirects are not followed.
    public HttpStream stream(HttpCall call) throws HttpFailure {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
