// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.URI;
import java.time.Duration;

/// One outgoing request. `timeout` bounds the time to the end of the answer (`send`) or to its head (`stream`).
public record HttpCall(String method, URI uri, Headers headers, byte[] body, Duration timeout) {
    private static final byte[] NO_BODY = {};

    public HttpCall {
        if (!timeout.isPositive()) throw new IllegalArgumentException("a call's timeout must be positive");
    }

    public static HttpCall get(URI uri, Duration timeout) {
        return new HttpCall("GET", uri, Headers.NONE, NO_BODY, timeout);
    }

    public static HttpCall post(URI uri, String contentType, byte[] body, Duration timeout) {
        return new HttpCall("POST", uri, Headers.of("content-type", contentType), body, timeout);
    }

    public HttpCall with(String name, String value) {
        return new HttpCall(method, uri, headers.with(name, value), body, timeout);
    }

    public HttpCall withTimeout(Duration time) {
        return new HttpCall(method, uri, headers, body, time);
    }

    /// Neither headers nor query: they may hold secrets.
    @Override
    public String toString() {
        return method + " " + Origin.show(uri);
    }
}
