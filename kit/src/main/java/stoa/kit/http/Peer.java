// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// One accepted connection. It stands between the socket and Helidon's protocol code for two reasons: to notice that
/// the other end has hung up while a handler is busy, and to bound how long the other end may dawdle.
///
/// Helidon's own idle detection was not usable: without a socket timeout it reports every quiet connection as
/// closed. Here, when a request has been running for a while, a second virtual thread waits in `read`; bytes it gets
/// (of a pipelined request) are handed to Helidon later, and the end of the stream means the caller has gone.
final class Peer implements ServerConnection, InterruptableTask<Void> {
    /// The connection whose thread this is.
    static final ScopedValue<Peer> CURRENT = ScopedValue.newInstance();

    private final HelidonSocket socket;
    private final Set<Peer> open;
    private final ServerConnection protocol;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // Guarded by the lock: whether somebody is in socket.get(), and what the watching thread got from it.
    private boolean reading;
    private byte @Nullable [] early;
    private volatile boolean gone;

    private volatile @Nullable Thread thread;
    private volatile @Nullable Exchange exchange;
    private volatile @Nullable ServerWebSocket webSocket;
    // On the nano clock; 0 means "not now".
    private volatile long idleSince = mark();
    private volatile long headSince;
    private volatile long writingSince;

    /// `protocol` makes Helidon's connection from the context it shall see.
    Peer(ConnectionContext context, Set<Peer> open, BiFunction<Peer, ConnectionContext, ServerConnection> protocol) {
        this.socket = context.serverSocket();
        this.open = open;
        this.protocol = protocol.apply(this, context);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        thread = Thread.currentThread();
        open.add(this);
        try {
            ScopedValue.where(CURRENT, this).<Boolean, InterruptedException>call(() -> {
                protocol.handle(limit);
                return true;
            });
        } finally {
            open.remove(this);
            lost();
        }
    }

    void begin(Exchange begun) {
        idleSince = 0;
        headSince = 0;
        exchange = begun;
    }

    void end() {
        exchange = null;
        idleSince = mark();
    }

    void upgraded(ServerWebSocket upgraded) {
        idleSince = 0;
        headSince = 0;
        webSocket = upgraded;
    }

    void writing(boolean begins) {
        writingSince = begins ? mark() : 0;
    }

    boolean gone() {
        return gone;
    }

    /// The other end will hear nothing more; whoever works for it is told.
    void lost() {
        gone = true;
        var running = exchange;
        if (running != null) running.disconnected();
    }

    /// Breaks the connection off, from any thread.
    void abort() {
        try {
            socket.close();
        } catch (RuntimeException _) {
            // it was closed already
        }
    }

    /// Breaks off what is being done for this connection.
    void stopNow() {
        abort();
        var busy = thread;
        if (busy != null) busy.interrupt();
    }

    /// Looks after the connection; called many times a second by the server's watching thread.
    void check(long now, HttpServerConfig config) {
        long requestNanos = config.requestTimeout().toNanos();
        long idleNanos = config.idleTimeout().toNanos();
        var running = exchange;
        var upgraded = webSocket;
        boolean dawdles = older(headSince, now, requestNanos)
                || older(writingSince, now, idleNanos)
                || (headSince == 0 && older(idleSince, now, idleNanos))
                || (running != null && older(running.bodySince(), now, requestNanos));
        if (dawdles) abort();
        if (upgraded != null) upgraded.check(now, idleNanos);
        if (running != null && running.wantsWatch(now)) watch();
    }

    /// Bytes for Helidon, on the connection's own thread; null at the end of the stream.
    byte @Nullable [] nextBytes() {
        lock.lock();
        try {
            while (reading) arrived.await();
            var waiting = early;
            early = null;
            if (waiting != null) return waiting;
            if (gone) return null;
            reading = true;
        } catch (InterruptedException _) {
            throw new CloseConnectionException("stopped");
        } finally {
            lock.unlock();
        }
        var bytes = read(false);
        if (exchange == null && webSocket == null && headSince == 0) headSince = mark();
        return bytes;
    }

    /// Throws away what the other end is still sending, so that an answer given before its request was complete is
    /// not lost in a reset; at most `bytesMax`, and not for long after `deadline` on the nano clock.
    void discard(long bytesMax, long deadline) {
        long left = bytesMax;
        while (left > 0 && System.nanoTime() - deadline < 0) {
            var bytes = nextBytes();
            if (bytes == null) return;
            left -= bytes.length;
        }
    }

    private void watch() {
        lock.lock();
        try {
            if (reading || gone || early != null) return;
            reading = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("http-watch").start(() -> {
            if (read(true) == null) lost();
        });
    }

    /// The caller has set `reading`. A broken connection reads like an ended one.
    private byte @Nullable [] read(boolean keep) {
        byte[] bytes = null;
        try {
            bytes = socket.get();
        } catch (RuntimeException _) {
            // null says it
        }
        lock.lock();
        try {
            reading = false;
            if (bytes == null) gone = true;
            else if (keep) early = bytes;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return bytes;
    }

    private static boolean older(long since, long now, long nanos) {
        return since != 0 && now - since > nanos;
    }

    private static long mark() {
        return System.nanoTime() | 1;
    }

    @Override
    public boolean canInterrupt() {
        return protocol instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    /// `check` closes idle connections, so Helidon need not.
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        var upgraded = webSocket;
        if (upgraded != null) upgraded.close(ServerWebSocket.GOING_AWAY, "the server is stopping");
        protocol.close(interrupt);
    }
}
