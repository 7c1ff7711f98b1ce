// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.nio.charset.StandardCharsets;

/// What a handler returns: an answer that is ready, or one that is written while it arises.
public sealed interface Response {
    int status();

    Headers headers();

    /// The body is sent as it is and not copied: leave it alone afterwards.
    record Full(int status, Headers headers, byte[] body) implements Response {}

    /// `body` runs after the handler has returned, on the same thread; the answer is chunked.
    record Streamed(int status, Headers headers, StreamBody body) implements Response {}

    /// Writes the answer; returning ends it, throwing breaks the connection off so that the caller notices.
    @FunctionalInterface
    interface StreamBody {
        void writeTo(Stream out) throws Exception;
    }

    static Response of(int status, String contentType, byte[] body) {
        return new Full(status, Headers.of("content-type", contentType), body);
    }

    static Response json(int status, byte[] body) {
        return of(status, "application/json", body);
    }

    static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Response empty(int status) {
        return new Full(status, Headers.NONE, new byte[0]);
    }

    /// Server-sent events.
    static Response events(StreamBody body) {
        return new Streamed(200, Headers.of("content-type", "text/event-stream", "cache-control", "no-cache"), body);
    }

    default Response with(String name, String value) {
        return switch (this) {
            case Full full -> new Full(full.status, full.headers.with(name, value), full.body);
            case Streamed streamed -> new Streamed(streamed.status, streamed.headers.with(name, value), streamed.body);
        };
    }
}
