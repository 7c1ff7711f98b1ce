// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Cuts a host's stream into server-sent events without decoding them: what is passed on are the very bytes that
/// came. Comments are told apart, for they are the host's words to the gateway. One thread.
final class Frames {
    private static final int FIRST_BYTES = 8 << 10;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final int frameMost;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int from;
    private int to;
    private int searched;

    enum Kind {
        DATA,
        /// `data: [DONE]`
        DONE,
        COMMENT,
        /// The stream ended, between events.
        END
    }

    /// One event, or one comment line.
    ///
    /// @param bytes holds the event from `from` to `to`, blank line included; valid until the next call of `next`
    /// @param payloadFrom where its data begins; of a comment, its text
    record Frame(Kind kind, byte[] bytes, int from, int to, int payloadFrom, int payloadTo) {
        String text() {
            return new String(bytes, payloadFrom, payloadTo - payloadFrom, StandardCharsets.UTF_8);
        }

        int payloadLength() {
            return payloadTo - payloadFrom;
        }
    }

    private static final Frame END = new Frame(Kind.END, new byte[0], 0, 0, 0, 0);

    /// @param frameMost a larger event is a failure
    Frames(InputStream in, int frameMost) {
        this.in = in;
        this.frameMost = frameMost;
    }

    /// Whether `next` would have to wait for the host.
    boolean dry() {
        return waiting.isEmpty() && blockEnd() < 0;
    }

    /// The next event or comment.
    Frame next() throws IOException {
        while (true) {
            var frame = waiting.poll();
            if (frame != null) return frame;
            int end = blockEnd();
            if (end < 0) {
                if (!fill()) {
                    if (from == to) return END;
                    throw new EOFException("the stream broke off inside an event");
                }
                continue;
            }
            int begin = from;
            from = end;
            searched = end;
            cut(begin, end);
        }
    }

    /// Where the first block in the buffer ends, its blank line included; -1 when it is not all here.
    private int blockEnd() {
        for (int i = Math.max(from, searched); i < to; i++) {
            if (buffer[i] != '\n') continue;
            if (i + 1 < to && buffer[i + 1] == '\n') return i + 2;
            if (i + 2 < to && buffer[i + 1] == '\r' && buffer[i + 2] == '\n') return i + 3;
            if (i == from) return i + 1; // a blank line of its own
            if (i == from + 1 && buffer[from] == '\r') return i + 1;
        }
        searched = Math.max(from, to - 2);
        return -1;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
            searched = 0;
        }
        if (to == buffer.length) makeRoom();
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) return false;
        to += read;
        return true;
    }

    /// Always a fresh or larger array: what was handed out lies in the old one until its reader is done.
    private void makeRoom() throws IOException {
        int held = to - from;
        if (held >= frameMost) throw new IOException("an event of the host is larger than " + frameMost + " bytes");
        int size = held > buffer.length / 2 ? (int) Math.min(frameMost, buffer.length * 2L) : buffer.length;
        var next = new byte[size];
        System.arraycopy(buffer, from, next, 0, held);
        buffer = next;
        searched -= from;
        from = 0;
        to = held;
    }

    private void cut(int begin, int end) {
        int lineEnd = lineEnd(begin, end);
        boolean oneLine = blank(next(lineEnd, end), end);
        if (oneLine && startsWith(DATA, begin, lineEnd)) {
            int payload = skipSpace(begin + DATA.length, lineEnd);
            waiting.add(new Frame(kind(payload, lineEnd), buffer, begin, end, payload, lineEnd));
        } else if (oneLine && begin < lineEnd && buffer[begin] == ':') {
            waiting.add(new Frame(Kind.COMMENT, buffer, begin, end, skipSpace(begin + 1, lineEnd), lineEnd));
        } else {
            cutLines(begin, end);
        }
    }

    /// A block of several lines: comments are taken out, data lines are joined as the standard has it.
    private void cutLines(int begin, int end) {
        var kept = new ByteArrayOutputStream();
        var payload = new ByteArrayOutputStream();
        boolean data = false;
        for (int at = begin; at < end; ) {
            int lineEnd = lineEnd(at, end);
            if (at < lineEnd && buffer[at] == ':') {
                waiting.add(new Frame(Kind.COMMENT, buffer, at, lineEnd, skipSpace(at + 1, lineEnd), lineEnd));
            } else if (at < lineEnd) {
                kept.write(buffer, at, lineEnd - at);
                kept.write('\n');
                if (startsWith(DATA, at, lineEnd)) {
                    if (data) payload.write('\n');
                    int text = skipSpace(at + DATA.length, lineEnd);
                    payload.write(buffer, text, lineEnd - text);
                    data = true;
                }
            }
            at = next(lineEnd, end);
        }
        if (!data) return; // an event without data is none
        kept.write('\n');
        int raw = kept.size();
        kept.writeBytes(payload.toByteArray());
        var bytes = kept.toByteArray();
        boolean done = payload.size() == DONE.length && Arrays.equals(payload.toByteArray(), DONE);
        waiting.add(new Frame(done ? Kind.DONE : Kind.DATA, bytes, 0, raw, raw, bytes.length));
    }

    private Kind kind(int payload, int lineEnd) {
        boolean done = lineEnd - payload == DONE.length && startsWith(DONE, payload, lineEnd);
        return done ? Kind.DONE : Kind.DATA;
    }

    /// Where the line's text ends, before CR or LF.
    private int lineEnd(int at, int end) {
        int i = at;
        while (i < end && buffer[i] != '\n') i++;
        return i > at && buffer[i - 1] == '\r' ? i - 1 : i;
    }

    /// Behind the line's end.
    private int next(int lineEnd, int end) {
        int i = lineEnd;
        if (i < end && buffer[i] == '\r') i++;
        if (i < end && buffer[i] == '\n') i++;
        return i;
    }

    private boolean blank(int at, int end) {
        for (int i = at; i < end; i++) if (buffer[i] != '\r' && buffer[i] != '\n') return false;
        return true;
    }

    private int skipSpace(int at, int lineEnd) {
        return at < lineEnd && buffer[at] == ' ' ? at + 1 : at;
    }

    private boolean startsWith(byte[] prefix, int at, int end) {
        if (end - at < prefix.length) return false;
        for (int i = 0; i < prefix.length; i++) if (buffer[at + i] != prefix[i]) return false;
        return true;
    }
}
