// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Response;
import stoa.kit.http.Stream;
import stoa.types.Hash;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Wire;

/// The way back to the caller. Nothing is sent until something must be: so whatever fails before is a plain status
/// and can be tried elsewhere, and an answer in one piece is one, unless it takes long or must ask for money.
/// [SRV-14] [SRV-18]
///
/// The answer's thread and the heartbeat write; one lock lets one of them.
final class Delivery {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END = ascii("\n\n");
    private static final String DONE = "data: [DONE]\n\n";

    private final Stream out;
    private final MessageDigest payloads = Digests.newSha256();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean beating = new AtomicBoolean();
    private volatile long lastNanos = System.nanoTime();
    private boolean begun;
    private boolean closed;

    Delivery(Stream out) {
        this.out = out;
    }

    /// Sends a payload of the stream; it counts towards the response hash.
    void chunk(byte[] payload) throws IOException {
        lock.lock();
        try {
            payloads.update(payload);
            write(event(payload));
        } finally {
            lock.unlock();
        }
    }

    /// Asks for a voucher.
    void ask(Wire.Increment increment) throws IOException {
        lock.lock();
        try {
            write(ascii(Wire.incrementComment(increment) + "\n\n"));
        } finally {
            lock.unlock();
        }
    }

    /// Counts the stream's last payload towards the response hash before [#end] sends it.
    void count(byte[] payload) {
        lock.lock();
        try {
            payloads.update(payload);
        } finally {
            lock.unlock();
        }
    }

    /// SHA-256 over all payloads counted. Once.
    Hash responseHash() {
        lock.lock();
        try {
            return Hash.of(payloads.digest());
        } finally {
            lock.unlock();
        }
    }

    boolean begun() {
        lock.lock();
        try {
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /// Sends a whole answer; false when the stream has begun and it cannot be one any more.
    boolean whole(Response.Full answer) {
        lock.lock();
        try {
            if (begun) return false;
            closed = true;
            out.instead(answer);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the stream: what is left of the payload, the receipt, and the end mark, in one write.
    void end(byte[] payload, SignedReceipt receipt) throws IOException {
        var tail = ascii(Wire.receiptComment(receipt) + "\n\n" + DONE);
        lock.lock();
        try {
            write(payload.length == 0 ? tail : joined(event(payload), tail));
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is sent from now on.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// Nanoseconds for which nothing was sent.
    long silentNanos(long now) {
        return now - lastNanos;
    }

    /// Says that the host lives, unless somebody is writing anyway. A caller that is gone is somebody else's
    /// discovery.
    void alive() {
        if (!beating.compareAndSet(false, true)) return;
        try {
            if (!lock.tryLock()) return;
            try {
                if (!closed) write(ascii(Wire.ALIVE_COMMENT + "\n\n"));
            } finally {
                lock.unlock();
            }
        } catch (IOException _) {
            close();
        } finally {
            beating.set(false);
        }
    }

    private void write(byte[] bytes) throws IOException {
        if (closed) throw new IOException("the answer is over");
        begun = true;
        out.write(bytes);
        lastNanos = System.nanoTime();
    }

    private static byte[] event(byte[] payload) {
        var out = new byte[DATA.length + payload.length + END.length];
        System.arraycopy(DATA, 0, out, 0, DATA.length);
        System.arraycopy(payload, 0, out, DATA.length, payload.length);
        System.arraycopy(END, 0, out, DATA.length + payload.length, END.length);
        return out;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        var out = new byte[a.length + b.length];
        System.arraycopy(a, 0, out, 0, a.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
