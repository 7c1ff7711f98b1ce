// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One keep-alive HTTP/1.1 connection that costs next to nothing: a load generator on the same cores must not be what
/// is
/// measured. Reads answers with a length or in chunks.
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final byte[] request;
    private final byte[] buffer = new byte[64 << 10];
    private int at;
    private int end;
    private int status;

    /// Told about each chunk of an answer as it arrives.
    interface Chunks {
        void chunk(int bytes);
    }

    /// @param headers whole header lines without their ends
    RawClient(URI uri, String path, byte[] body, String... headers) throws IOException {
        socket = new Socket();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
        in = socket.getInputStream();
        var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nhost: " + uri.getAuthority()
                + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length + "\r\n");
        for (var header : headers) head.append(header).append("\r\n");
        var bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        request = stoa.types.Bytes.concat(bytes, body);
    }

    /// Sends the request and reads the whole answer; gives its status.
    int exchange(Chunks chunks) throws IOException {
        socket.getOutputStream().write(request);
        long length = head();
        if (length >= 0) {
            skip(length);
            chunks.chunk((int) length);
        } else {
            chunked(chunks);
        }
        return status;
    }

    /// Reads the head; the body's length, or −1 when it comes in chunks.
    private long head() throws IOException {
        status = 0;
        long length = -1;
        while (true) {
            var line = line();
            if (line.isEmpty()) return length;
            if (status == 0) status = Integer.parseInt(line, 9, 12, 10);
            else if (line.regionMatches(true, 0, "content-length:", 0, 15))
                length = Long.parseLong(line.substring(15).strip());
        }
    }

    private void chunked(Chunks chunks) throws IOException {
        while (true) {
            int size = Integer.parseInt(line().strip(), 16);
            skip(size);
            line();
            if (size == 0) return;
            chunks.chunk(size);
        }
    }

    private String line() throws IOException {
        var out = new StringBuilder(64);
        while (true) {
            int b = read();
            if (b == '\n') return out.toString();
            if (b != '\r') out.append((char) b);
        }
    }

    private int read() throws IOException {
        if (at == end) fill();
        return buffer[at++] & 0xff;
    }

    private void skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (at == end) fill();
            int step = (int) Math.min(left, end - at);
            at += step;
            left -= step;
        }
    }

    private void fill() throws IOException {
        end = in.read(buffer);
        at = 0;
        if (end < 0) {
            end = 0;
            throw new EOFException("the server closed the connection");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
