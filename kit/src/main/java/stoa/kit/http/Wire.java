// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One outgoing connection with its read buffer. One thread uses it at a time; any thread may close it, and the
/// client's watching thread does so when its deadline has passed.
final class Wire {
    private static final int BUFFER_BYTES = 16 << 10;

    final Origin origin;
    private final SocketChannel channel;
    private InputStream in;
    private OutputStream out;

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    /// Whether a request has been answered on it before.
    boolean reused;
    /// Whether a byte has come since `sent`.
    boolean answered;
    /// When it was put aside, on the nano clock.
    long idleSince;

    private long silenceNanos;
    private volatile long deadline;
    private volatile boolean late;
    private volatile boolean closedByUs;

    private Wire(Origin origin, SocketChannel channel) throws IOException {
        this.origin = origin;
        this.channel = channel;
        this.in = channel.socket().getInputStream();
        this.out = channel.socket().getOutputStream();
    }

    /// Connects to exactly this address, whatever the name resolves to by then.
    static Wire connect(Origin origin, InetAddress address, Duration timeout) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
            channel.socket().connect(new InetSocketAddress(address, origin.port()), millis);
            var wire = new Wire(origin, channel);
            if (origin.secure()) wire.secure(millis);
            return wire;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void secure(int millis) throws IOException {
        var plain = channel.socket();
        plain.setSoTimeout(millis);
        var factory = tls();
        var tls = (SSLSocket) factory.createSocket(plain, origin.host(), origin.port(), true);
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        plain.setSoTimeout(0);
        in = tls.getInputStream();
        out = tls.getOutputStream();
    }

    private static SSLSocketFactory tls() throws IOException {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JDK has no TLS", e);
        }
    }

    /// Whether a connection that was put aside can carry another request: nothing to read, not even its end.
    boolean fresh() {
        if (at < end || closedByUs) return false;
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// From now on the connection is broken off at `deadline` on the nano clock (0 is never), or, if `silenceNanos`
    /// is not 0, whenever a read waits longer than that.
    void limit(long deadlineNanos, long silence) {
        silenceNanos = silence;
        deadline = deadlineNanos;
    }

    /// Called by the watching thread.
    void check(long now) {
        long limit = deadline;
        if (limit == 0 || now - limit < 0) return;
        late = true;
        close();
    }

    void send(byte[] head, byte[] body) throws IOException {
        answered = false;
        if (head.length + body.length <= BUFFER_BYTES) {
            var one = new byte[head.length + body.length];
            System.arraycopy(head, 0, one, 0, head.length);
            System.arraycopy(body, 0, one, head.length, body.length);
            out.write(one);
        } else {
            out.write(head);
            out.write(body);
        }
        out.flush();
    }

    /// The next byte, or -1 at the end of the stream.
    int read() throws IOException {
        if (at == end && !fill()) return -1;
        return buffer[at++] & 0xff;
    }

    /// At least one byte, or -1 at the end of the stream.
    int read(byte[] out, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (at == end) {
            if (length >= BUFFER_BYTES) return direct(out, offset, length);
            if (!fill()) return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, out, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        int read = direct(buffer, 0, buffer.length);
        at = 0;
        end = Math.max(0, read);
        return read > 0;
    }

    private int direct(byte[] to, int offset, int length) throws IOException {
        if (silenceNanos != 0) deadline = (System.nanoTime() + silenceNanos) | 1;
        int read = in.read(to, offset, length);
        if (silenceNanos != 0) deadline = 0;
        answered |= read > 0;
        return read;
    }

    boolean late() {
        return late;
    }

    void close() {
        closedByUs = true;
        try {
            channel.close();
        } catch (IOException _) {
            // nobody hears of it
        }
    }

    /// What an I/O error on this connection means to the caller.
    HttpFailure explain(String doing, @Nullable IOException e) {
        if (e instanceof HttpFailure known) return known;
        if (late) return new HttpFailure(HttpFailure.Kind.TIMEOUT, origin + " did not answer in time", null);
        if (closedByUs) return new HttpFailure(HttpFailure.Kind.CLOSED, "the call to " + origin + " was closed", null);
        return new HttpFailure(HttpFailure.Kind.BROKEN, "the connection to " + origin + " ended while " + doing, e);
    }
}
