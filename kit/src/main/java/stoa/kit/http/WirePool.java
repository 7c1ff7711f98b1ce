// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Connections in use and put aside. The one put aside last is taken first, so that the others may grow old.
final class WirePool {
    private final HttpClientConfig config;
    private final Resolver resolver;
    private final Map<Origin, Shelf> shelves = new ConcurrentHashMap<>();
    private final Set<Wire> inUse = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private static final class Shelf {
        private final ConcurrentLinkedDeque<Wire> wires = new ConcurrentLinkedDeque<>();
        private final AtomicInteger count = new AtomicInteger();
    }

    WirePool(HttpClientConfig config, Resolver resolver) {
        this.config = config;
        this.resolver = resolver;
    }

    /// A kept connection that is still good, or null.
    @Nullable
    Wire takeKept(Origin origin) {
        var shelf = shelves.get(origin);
        if (shelf == null) return null;
        for (Wire wire = shelf.wires.pollFirst(); wire != null; wire = shelf.wires.pollFirst()) {
            shelf.count.decrementAndGet();
            if (wire.fresh()) {
                wire.reused = true;
                inUse.add(wire);
                return wire;
            }
            wire.close();
        }
        return null;
    }

    /// A new connection, to the first of the name's addresses that answers.
    Wire connect(Origin origin, long timeoutNanos) throws HttpFailure {
        if (closed) throw new HttpFailure(HttpFailure.Kind.CLOSED, "the client is closed", null);
        long end = System.nanoTime()
                + Math.min(timeoutNanos, config.connectTimeout().toNanos());
        IOException last = null;
        try {
            for (InetAddress address : resolver.resolve(origin)) {
                long left = end - System.nanoTime();
                if (left <= 0) break;
                try {
                    var wire = Wire.connect(origin, address, Duration.ofNanos(left));
                    inUse.add(wire);
                    return wire;
                } catch (IOException e) {
                    last = e;
                }
            }
        } catch (HttpFailure e) {
            throw e;
        } catch (IOException e) {
            throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, "the name " + origin.host() + " is not known", e);
        }
        throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, origin + " cannot be reached", last);
    }

    void giveBack(Wire wire) {
        inUse.remove(wire);
        wire.limit(0, 0);
        var shelf = shelves.computeIfAbsent(wire.origin, _ -> new Shelf());
        if (closed || shelf.count.get() >= config.maxIdlePerHost()) {
            wire.close();
            return;
        }
        wire.idleSince = System.nanoTime();
        shelf.count.incrementAndGet();
        shelf.wires.addFirst(wire);
        if (closed) close();
    }

    int inUse() {
        return inUse.size();
    }

    void drop(Wire wire) {
        inUse.remove(wire);
        wire.close();
    }

    /// Breaks off what is late and closes what has grown old; called many times a second.
    void check(long now) {
        for (var wire : inUse) wire.check(now);
        long keepNanos = config.idleKeep().toNanos();
        for (var shelf : shelves.values()) {
            while (true) {
                var oldest = shelf.wires.peekLast();
                if (oldest == null || now - oldest.idleSince < keepNanos || !shelf.wires.removeLastOccurrence(oldest))
                    break;
                shelf.count.decrementAndGet();
                oldest.close();
            }
        }
    }

    /// Connections put aside.
    int kept() {
        int kept = 0;
        for (var shelf : shelves.values()) kept += shelf.count.get();
        return kept;
    }

    void close() {
        closed = true;
        for (var shelf : shelves.values())
            for (Wire wire = shelf.wires.pollFirst(); wire != null; wire = shelf.wires.pollFirst()) {
                shelf.count.decrementAndGet();
                wire.close();
            }
    }
}
