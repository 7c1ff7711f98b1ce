// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/// The body of an answer, as it arrives. At its end the connection is handed back; every failure is an
/// `HttpFailure`.
final class WireBody extends InputStream {
    private static final int CHUNK_LINE_MAX = 1024;
    private static final int TRAILER_LINES_MAX = 64;
    private static final int REST_BYTES = 64;

    private final Wire wire;
    private final ReplyHead head;
    private final WirePool pool;
    // Of the body (LENGTH) or of the chunk being read (CHUNKED).
    private long left;
    private boolean firstChunk = true;
    private volatile boolean ended;
    private final Object ending = new Object();

    WireBody(Wire wire, ReplyHead head, WirePool pool) {
        this.wire = wire;
        this.head = head;
        this.pool = pool;
        this.left = head.length();
        if (head.framing() == ReplyHead.Framing.LENGTH && left == 0) end();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (ended) return -1;
        if (length == 0) return 0;
        try {
            return switch (head.framing()) {
                case LENGTH -> readSome(out, offset, length);
                case CHUNKED -> readChunk(out, offset, length);
                case UNTIL_CLOSE -> readRest(out, offset, length);
            };
        } catch (IOException e) {
            var failure = wire.explain("its answer was read", e);
            abort();
            throw failure;
        }
    }

    private int readSome(byte[] out, int offset, int length) throws IOException {
        int read = wire.read(out, offset, (int) Math.min(length, left));
        if (read < 0) throw new EOFException("ended early");
        left -= read;
        if (left == 0 && head.framing() == ReplyHead.Framing.LENGTH) end();
        return read;
    }

    private int readChunk(byte[] out, int offset, int length) throws IOException {
        if (left == 0) {
            if (!firstChunk && !line(2).isEmpty())
                throw ReplyHead.malformed("has a chunk of another length than it says");
            firstChunk = false;
            left = chunkLength(line(CHUNK_LINE_MAX));
            if (left == 0) {
                skipTrailers();
                end();
                return -1;
            }
        }
        return readSome(out, offset, length);
    }

    private int readRest(byte[] out, int offset, int length) throws IOException {
        int read = wire.read(out, offset, length);
        if (read < 0) end();
        return read;
    }

    private static long chunkLength(String line) throws HttpFailure {
        int digits = 0;
        long length = 0;
        while (digits < line.length()) {
            int digit = Character.digit(line.charAt(digits), 16);
            if (digit < 0) break;
            length = length << 4 | digit;
            digits++;
        }
        var rest = line.substring(digits).stripLeading();
        if (digits == 0 || digits > 15 || !(rest.isEmpty() || rest.startsWith(";")))
            throw ReplyHead.malformed("has a chunk without a length");
        return length;
    }

    private void skipTrailers() throws IOException {
        for (int i = 0; i < TRAILER_LINES_MAX; i++) if (line(CHUNK_LINE_MAX).isEmpty()) return;
        throw ReplyHead.malformed("has too many trailer lines");
    }

    private String line(int max) throws IOException {
        var line = new StringBuilder();
        while (true) {
            int b = wire.read();
            if (b < 0) throw new EOFException("ended early");
            if (b == '\n') break;
            if (line.length() > max) throw ReplyHead.malformed("has a chunk line that is too long");
            line.append((char) b);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') line.setLength(line.length() - 1);
        return line.toString();
    }

    private void end() {
        // A close from another thread must not hit a connection that already carries somebody else's call.
        synchronized (ending) {
            if (ended) return;
            ended = true;
            if (head.keepAlive()) pool.giveBack(wire);
            else pool.drop(wire);
        }
    }

    /// Bytes of a body whose length the head tells; -1 when it does not.
    long announced() {
        return head.framing() == ReplyHead.Framing.LENGTH ? head.length() : -1;
    }

    /// Breaks the connection off unless the body has been read to its end.
    void abort() {
        synchronized (ending) {
            if (ended) return;
            ended = true;
            pool.drop(wire);
        }
    }

    /// Reads what little is left, so that the connection can be kept; breaks it off when that is more than
    /// `REST_BYTES`, takes longer than `patience` or fails.
    void finish(Duration patience) {
        if (ended) return;
        wire.limit((System.nanoTime() + patience.toNanos()) | 1, 0);
        var rest = new byte[REST_BYTES];
        try {
            for (int got = 0; got < REST_BYTES; ) {
                int read = read(rest, 0, REST_BYTES - got);
                if (read < 0) return;
                got += read;
            }
        } catch (IOException _) {
            // broken off already, and nothing of it was wanted
        } finally {
            close();
        }
    }

    /// Another thread may be waiting in `read`: it gets its failure from the closed connection.
    @Override
    public void close() {
        synchronized (ending) {
            if (!ended) pool.drop(wire);
        }
    }
}
