// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.util.concurrent.ExecutorService;

/// What Helidon's protocol code sees of a connection: bytes come through the `Peer`, answers to requests from our
/// routes.
final class PeerContext implements ConnectionContext {
    private final ConnectionContext context;
    private final Router router;
    private final DataReader reader;
    private final DataWriter writer;

    PeerContext(Peer peer, ConnectionContext context, Router router) {
        this.context = context;
        this.router = router;
        this.reader = new DataReader(peer::nextBytes);
        this.writer = new WatchedWriter(peer, context.dataWriter());
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public Router router() {
        return router;
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }

    /// Tells the peer when a write begins, ends and fails, so that a caller who never reads is noticed.
    private record WatchedWriter(Peer peer, DataWriter out) implements DataWriter {
        @Override
        public void writeNow(BufferData buffer) {
            peer.writing(true);
            try {
                out.writeNow(buffer);
            } catch (RuntimeException e) {
                peer.lost();
                throw e;
            } finally {
                peer.writing(false);
            }
        }

        @Override
        public void write(BufferData buffer) {
            writeNow(buffer);
        }

        @Override
        public void writeNow(BufferData... buffers) {
            for (var buffer : buffers) writeNow(buffer);
        }

        @Override
        public void write(BufferData... buffers) {
            writeNow(buffers);
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
