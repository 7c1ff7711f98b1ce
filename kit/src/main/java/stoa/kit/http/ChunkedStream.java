// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// An answer in chunks, each sent by its own write. The head goes out with the first.
final class ChunkedStream implements Stream {
    private final RoutingResponse response;
    private final Peer peer;
    private @Nullable OutputStream out;

    ChunkedStream(RoutingResponse response, Peer peer) {
        this.response = response;
        this.peer = peer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) return; // an empty chunk would end the answer
        if (peer.gone()) throw new IOException("the caller has gone");
        try {
            if (out == null) out = response.outputStream();
            out.write(bytes, offset, length);
            out.flush();
        } catch (RuntimeException e) {
            throw new IOException("the caller has gone", e);
        }
    }

    @Override
    public boolean isOpen() {
        return !peer.gone();
    }

    boolean begun() {
        return out != null;
    }

    /// Ends the answer; an answer without a byte is an empty one.
    void finish() {
        if (out == null) response.send(new byte[0]);
        else response.commit();
    }
}
