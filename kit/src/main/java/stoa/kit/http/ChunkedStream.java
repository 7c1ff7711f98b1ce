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
    private final Runnable head;
    private @Nullable OutputStream out;
    private Response.@Nullable Full whole;

    /// `head` sets status and headers; it runs before the first write.
    ChunkedStream(RoutingResponse response, Peer peer, Runnable head) {
        this.response = response;
        this.peer = peer;
        this.head = head;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) return; // an empty chunk would end the answer
        if (peer.gone()) throw new IOException("the caller has gone");
        if (whole != null) throw new IllegalStateException("a whole answer stands in this stream's place");
        try {
            if (out == null) {
                head.run();
                out = response.outputStream();
            }
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

    @Override
    public void instead(Response.Full answer) {
        if (out != null) throw new IllegalStateException("the stream has begun");
        whole = answer;
    }

    /// What is to be sent in the stream's place; null for the stream itself.
    Response.@Nullable Full whole() {
        return whole;
    }

    boolean begun() {
        return out != null;
    }

    /// Ends the answer; an answer without a byte is an empty one.
    void finish() {
        if (out != null) {
            response.commit();
            return;
        }
        head.run();
        response.send(new byte[0]);
    }
}
