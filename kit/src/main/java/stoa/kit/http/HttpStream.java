// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.InputStream;
import java.time.Duration;

/// An answer whose head is here and whose body is read as it comes. Closing before the end breaks the connection
/// off, which tells the other side to stop; any thread may close.
public interface HttpStream extends AutoCloseable {
    int status();

    Headers headers();

    /// Bytes as they arrive; a read that waits longer than the idle timeout, or ends early, throws an `HttpFailure`.
    InputStream body();

    /// The rest of the body, at most `maxBytes`.
    byte[] readAll(int maxBytes) throws HttpFailure;

    /// The body as lines of UTF-8, each at most `lineBytesMax`.
    default LineReader lines(int lineBytesMax) {
        return new LineReader(body(), lineBytesMax);
    }

    /// The body as server-sent events.
    SseReader events();

    /// For whoever has read what it wants of an answer that is about to end: reads on for at most `patience`, so
    /// that the connection can be kept, then closes.
    void finish(Duration patience);

    @Override
    void close();
}
