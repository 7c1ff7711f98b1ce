// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;

/// The open end of an answer. One thread writes at a time.
public interface Stream {
    /// Sends at once, in one chunk; an `IOException` means the caller has gone and the work should stop.
    void write(byte[] bytes, int offset, int length) throws IOException;

    default void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    /// False once the caller is known to be gone; checked without writing.
    boolean isOpen();

    /// Sends this answer, whole, in place of the stream as soon as the body returns. Possible until the first write:
    /// so work may begin before anybody knows whether its answer will be a stream.
    void instead(Response.Full whole);
}
