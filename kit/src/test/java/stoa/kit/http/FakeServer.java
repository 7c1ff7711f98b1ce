// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that answers with whatever bytes a test wants: one script for each connection, the last for all further.
final class FakeServer implements AutoCloseable {
    /// What happens on one connection.
    interface Script {
        void run(Talk talk) throws Exception;
    }

    /// The server's side of a connection.
    record Talk(Socket socket, List<String> requests) {
        /// Reads one request with the announced body; null when the caller has gone.
        String request() throws IOException {
            var head = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) return null;
                head.write(b);
            }
            var text = head.toString(StandardCharsets.ISO_8859_1);
            int at = text.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
            text += new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            requests.add(text);
            return text;
        }

        Talk send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        }

        void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {}
        }
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    FakeServer(Script... scripts) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            for (int i = 0; ; i++) {
                try {
                    var socket = server.accept();
                    socket.setTcpNoDelay(true);
                    sockets.add(socket);
                    var script = scripts[Math.min(i, scripts.length - 1)];
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            script.run(new Talk(socket, requests));
                        } catch (Exception _) {
                            // the caller has gone, or the test is over
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    /// Answers every request on every connection with these bytes.
    static FakeServer answering(String bytes) throws IOException {
        return new FakeServer(talk -> {
            while (talk.request() != null) talk.send(bytes);
        });
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) socket.close();
    }
}
