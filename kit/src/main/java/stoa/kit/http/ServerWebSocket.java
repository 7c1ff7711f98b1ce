// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import stoa.kit.log.Log;

/// The frames of RFC 6455 on an upgraded connection. Our own rather than Helidon's, which cuts characters at
/// fragment borders, lets concurrent senders share one buffer, and never pings.
final class ServerWebSocket implements ServerConnection, WebSocket {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED = 1003;
    static final int ABNORMAL = 1006;
    static final int NOT_TEXT = 1007;
    static final int TOO_LARGE = 1009;
    static final int INTERNAL_ERROR = 1011;

    private static final Log LOG = Log.of(ServerWebSocket.class);
    private static final int CONTROL_BYTES_MAX = 125;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final ConnectionContext context;
    private final DataReader in;
    private final Peer peer;
    private final String path;
    private final int messageBytesMax;
    private final Endpoint endpoint;
    private final ReentrantLock sending = new ReentrantLock();
    private boolean closeSent; // guarded by `sending`
    private volatile long heardAt = System.nanoTime();
    private volatile boolean pinged;

    ServerWebSocket(ConnectionContext context, Peer peer, String path, int messageBytesMax, Endpoint endpoint) {
        this.context = context;
        this.in = context.dataReader();
        this.peer = peer;
        this.path = path;
        this.messageBytesMax = messageBytesMax;
        this.endpoint = endpoint;
    }

    /// Ends the conversation with a code both sides are told.
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;
        private final boolean byOther;

        Ended(int code, String reason, boolean byOther) {
            super(reason, null, false, false);
            this.code = code;
            this.byOther = byOther;
        }
    }

    private record Frame(boolean last, int opcode, byte[] payload) {}

    @Override
    public void handle(Limit limit) {
        Listener listener = endpoint.open(this);
        int code = ABNORMAL;
        String reason = "the connection broke";
        try {
            talk(listener);
        } catch (Ended ended) {
            code = ended.code;
            reason = ended.getMessage();
            close(ended.byOther && code == ABNORMAL ? NORMAL : code, ended.byOther ? "" : reason);
        } catch (RuntimeException _) {
            // Helidon's reader throws when the stream ends; 1006 says it
        } finally {
            peer.abort();
            listener.onClose(code, reason);
        }
    }

    private void talk(Listener listener) throws Ended {
        var message = new ByteArrayOutputStream();
        boolean inside = false;
        while (true) {
            var frame = readFrame(messageBytesMax - message.size());
            heardAt = System.nanoTime();
            pinged = false;
            switch (frame.opcode) {
                case PING -> sendQuietly(PONG, frame.payload);
                case PONG -> {}
                case CLOSE -> throw closing(frame.payload);
                case BINARY -> throw new Ended(UNSUPPORTED, "only text is spoken here", false);
                case TEXT, CONTINUATION -> {
                    if (inside != (frame.opcode == CONTINUATION))
                        throw new Ended(PROTOCOL_ERROR, "fragments out of order", false);
                    message.writeBytes(frame.payload);
                    inside = !frame.last;
                    if (frame.last) {
                        deliver(listener, message.toByteArray());
                        message.reset();
                    }
                }
                default -> throw new Ended(PROTOCOL_ERROR, "unknown opcode", false);
            }
        }
    }

    private static void deliver(Listener listener, byte[] utf8) throws Ended {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new Ended(NOT_TEXT, "not UTF-8", false);
        }
        try {
            listener.onText(text);
        } catch (Exception e) {
            LOG.error("a WebSocket listener failed", e);
            throw new Ended(INTERNAL_ERROR, "internal error", false);
        }
    }

    private static Ended closing(byte[] payload) {
        if (payload.length == 0) return new Ended(NORMAL, "", true);
        if (payload.length == 1) return new Ended(PROTOCOL_ERROR, "half a close code", false);
        int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        return new Ended(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8), true);
    }

    private Frame readFrame(int payloadMax) throws Ended {
        int first = in.read() & 0xff;
        int second = in.read() & 0xff;
        boolean control = (first & 0x08) != 0;
        if ((first & 0x70) != 0) throw new Ended(PROTOCOL_ERROR, "no extension was agreed on", false);
        if ((second & 0x80) == 0) throw new Ended(PROTOCOL_ERROR, "a client masks its frames", false);
        long length = readLength(second & 0x7f);
        if (control && (length > CONTROL_BYTES_MAX || (first & 0x80) == 0))
            throw new Ended(PROTOCOL_ERROR, "a control frame is short and whole", false);
        if (!control && length > payloadMax) throw new Ended(TOO_LARGE, "at most " + messageBytesMax + " bytes", false);
        var mask = in.readBytes(4);
        var payload = length == 0 ? new byte[0] : in.readBytes((int) length);
        for (int i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
        return new Frame((first & 0x80) != 0, first & 0x0f, payload);
    }

    private long readLength(int seven) {
        int more = seven == 126 ? 2 : seven == 127 ? 8 : 0;
        if (more == 0) return seven;
        long length = 0;
        for (int i = 0; i < more; i++) length = length << 8 | (in.read() & 0xff);
        return length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close(int code, String reason) {
        var bytes = reason.getBytes(StandardCharsets.UTF_8);
        var payload = new byte[2 + Math.min(bytes.length, CONTROL_BYTES_MAX - 2)];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(bytes, 0, payload, 2, payload.length - 2);
        sendQuietly(CLOSE, payload);
    }

    private void sendQuietly(int opcode, byte[] payload) {
        try {
            send(opcode, payload);
        } catch (IOException _) {
            // the other end has gone: what remains is to notice it while reading
        }
    }

    private void send(int opcode, byte[] payload) throws IOException {
        sending.lock();
        try {
            if (closeSent) {
                if (opcode == TEXT) throw new IOException("the WebSocket is closed");
                return;
            }
            if (peer.gone()) throw new IOException("the other end has gone");
            closeSent = opcode == CLOSE;
            context.dataWriter().writeNow(BufferData.create(frame(opcode, payload)));
        } catch (RuntimeException e) {
            throw new IOException("the other end has gone", e);
        } finally {
            sending.unlock();
        }
    }

    private static byte[] frame(int opcode, byte[] payload) {
        int length = payload.length;
        int head = length < 126 ? 2 : length < 1 << 16 ? 4 : 10;
        var out = new byte[head + length];
        out[0] = (byte) (0x80 | opcode);
        out[1] = (byte) (head == 2 ? length : head == 4 ? 126 : 127);
        for (int i = head - 1, left = length; i >= 2; i--, left >>>= 8) out[i] = (byte) left;
        System.arraycopy(payload, 0, out, head, length);
        return out;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String remoteAddress() {
        return context.remotePeer().host();
    }

    /// Pings a quiet connection and ends a dead one. Never blocks: a ping to a full socket waits on its own thread.
    void check(long now, long idleNanos) {
        long quiet = now - heardAt;
        if (quiet > idleNanos) peer.abort();
        else if (quiet > idleNanos / 2 && !pinged) {
            pinged = true;
            Thread.ofVirtual().name("ws-ping").start(() -> sendQuietly(PING, new byte[0]));
        }
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        peer.abort();
    }

    @Override
    public String toString() {
        return "WebSocket " + path;
    }
}
