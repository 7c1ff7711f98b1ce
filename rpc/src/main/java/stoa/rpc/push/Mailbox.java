// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.push;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.kit.http.WebSocket;

/// What waits to be sent on one WebSocket, bounded in bytes, and the thread that sends it. Answers wait for room, so
/// whoever asks without reading is not read from either; news does not wait: when there is no room for it the reader is
/// too slow and the connection ends with 1013, as soon as what is on its way has left.
final class Mailbox {
    /// RFC 6455's registry: try again later.
    static final int TOO_SLOW = 1013;

    private final WebSocket socket;
    private final int bytesMax;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean overrun;
    private boolean closed;

    Mailbox(WebSocket socket, int bytesMax) {
        this.socket = socket;
        this.bytesMax = bytesMax;
        this.thread = Thread.ofVirtual().name("rpc-socket").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Waits for room; silent once the connection has ended.
    void answer(String text) {
        lock.lock();
        try {
            while (!ended() && bytes > 0 && bytes + text.length() > bytesMax) changed.await();
            put(text);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Never waits.
    void news(String text) {
        lock.lock();
        try {
            if (bytes > 0 && bytes + text.length() > bytesMax) {
                overrun = true;
                waiting.clear();
                bytes = 0;
                changed.signalAll();
            }
            put(text);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(String text) {
        if (ended()) return;
        waiting.add(text);
        bytes += text.length();
        changed.signalAll();
    }

    private boolean ended() {
        return overrun || closed;
    }

    private void run() {
        try {
            for (var text = next(); text != null; text = next()) {
                socket.send(text);
                sent(text);
            }
        } catch (IOException _) {
            close(); // the other end has gone; its listener hears of it too
            return;
        }
        if (overrun) socket.close(TOO_SLOW, "too slow: news came faster than it was read; connect again and catch up");
    }

    private void sent(String text) {
        lock.lock();
        try {
            bytes = Math.max(0, bytes - text.length());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Null once ended.
    private @Nullable String next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended()) changed.await();
            return ended() ? null : waiting.poll();
        } catch (InterruptedException _) {
            return null;
        } finally {
            lock.unlock();
        }
    }
}
