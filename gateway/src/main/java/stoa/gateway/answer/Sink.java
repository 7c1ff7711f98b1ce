// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.io.IOException;

/// Where a streamed answer goes. An `IOException` means that the caller has gone.
public interface Sink {
    /// One event as the host sent it: `bytes` holds it from `from` to `to`, its payload from `payloadFrom` to
    /// `payloadTo`. The bytes stay as they are until `flush`.
    void event(byte[] bytes, int from, int to, int payloadFrom, int payloadTo) throws IOException;

    /// The host has nothing more right now: what was kept must go out.
    void flush() throws IOException;

    /// The answer is complete.
    void done(Answered.Proof proof) throws IOException;

    /// The host died; the answer stays incomplete and costs nothing.
    void broken(String message) throws IOException;
}
