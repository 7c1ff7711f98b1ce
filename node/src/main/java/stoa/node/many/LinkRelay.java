// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.log.Log;

/// A link between two nodes on this machine that can be cut and healed without anybody's rights: bytes pass through,
/// until they do not.
final class LinkRelay implements AutoCloseable {
    private static final Log LOG = Log.of(LinkRelay.class);
    private static final int BUFFER = 64 << 10;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private LinkRelay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /// @param target port on loopback where the other node listens
    static LinkRelay start(int port, int target) throws IOException {
        var relay = new LinkRelay(new ServerSocket(port, 8, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("relay-" + port).start(relay::accept);
        return relay;
    }

    /// Ends what passes now and refuses what comes, until healed.
    void cut(boolean now) {
        cut = now;
        if (now) hangUp();
    }

    boolean isCut() {
        return cut;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var from = listener.accept();
                if (cut) {
                    from.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> pass(from));
            } catch (IOException _) {
                if (!listener.isClosed()) LOG.debug("a relay did not take a connection", "port", target);
            }
        }
    }

    private void pass(Socket from) {
        try (from;
                var to = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(from);
            open.add(to);
            if (cut) return;
            var back = Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            back.join();
        } catch (IOException _) {
            LOG.debug("the other node does not listen", "port", target);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) out.write(buffer, 0, n);
        } catch (IOException _) {
            // cut, or one side hung up: the other learns it below
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private void hangUp() {
        for (var socket : open) closeQuietly(socket);
        open.clear();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.debug("closing a link failed", "reason", String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }
}
