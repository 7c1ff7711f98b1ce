// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A caller that sends whatever bytes a test wants.
final class RawClient implements AutoCloseable {
    final Socket socket;

    RawClient(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /// Reads until the text read so far ends with `ending`.
    String readUntil(String ending) throws IOException {
        var out = new ByteArrayOutputStream();
        while (true) {
            int b = socket.getInputStream().read();
            if (b < 0) return out.toString(StandardCharsets.ISO_8859_1) + "<END>";
            out.write(b);
            var text = out.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith(ending)) return text;
        }
    }

    /// Everything until the other side closes.
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
