// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;

/// One open WebSocket. Any thread may send; messages do not interleave.
public interface WebSocket {
    /// Sends one text message at once; an `IOException` means the other end has gone.
    void send(String text) throws IOException;

    /// Says goodbye; `code` as in RFC 6455 (1000 is normal).
    void close(int code, String reason);

    String path();

    String remoteAddress();

    /// What happens on one connection; calls come one after the other.
    interface Listener {
        void onText(String text) throws Exception;

        /// The last call, whoever ended it and however.
        default void onClose(int code, String reason) {}
    }

    /// Called once per connection, before its first message.
    @FunctionalInterface
    interface Endpoint {
        Listener open(WebSocket socket);
    }
}
