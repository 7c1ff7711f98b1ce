// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/// An answer on a connection.
final class WireStream implements HttpStream {
    private static final int FIRST_READ_BYTES = 16 << 10;

    private final ReplyHead head;
    private final WireBody body;

    WireStream(ReplyHead head, WireBody body) {
        this.head = head;
        this.body = body;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public Headers headers() {
        return head.headers();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public byte[] readAll(int maxBytes) throws HttpFailure {
        try {
            if (body.announced() > maxBytes) throw tooLarge(maxBytes);
            // Memory grows with what has arrived, not with what was announced.
            long expected = body.announced() < 0 ? FIRST_READ_BYTES : body.announced();
            var out = new byte[(int) Math.min(expected, FIRST_READ_BYTES)];
            int at = 0;
            while (true) {
                if (at == out.length && at == body.announced()) return out;
                if (at == out.length) out = Arrays.copyOf(out, grown(out.length, expected, maxBytes));
                int read = body.read(out, at, out.length - at);
                if (read < 0) return at == out.length ? out : Arrays.copyOf(out, at);
                at += read;
                if (at > maxBytes) throw tooLarge(maxBytes);
            }
        } catch (HttpFailure e) {
            throw e;
        } catch (IOException e) {
            throw new HttpFailure(HttpFailure.Kind.BROKEN, "the answer broke off", e);
        }
    }

    private static int grown(int length, long expected, int maxBytes) {
        long wanted = Math.max(length * 4L, FIRST_READ_BYTES);
        return (int) Math.min(wanted, expected > length ? expected : maxBytes + 1L);
    }

    private HttpFailure tooLarge(int maxBytes) {
        body.abort();
        return new HttpFailure(HttpFailure.Kind.TOO_LARGE, "the answer is larger than " + maxBytes + " bytes", null);
    }

    @Override
    public SseReader events() {
        return new SseReader(body, SseReader.EVENT_BYTES_MAX);
    }

    @Override
    public void finish(Duration patience) {
        body.finish(patience);
    }

    @Override
    public void close() {
        body.close();
    }
}
