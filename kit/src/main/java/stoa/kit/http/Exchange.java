// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.kit.log.Log;

/// One request on its way through a handler.
final class Exchange implements Request {
    private static final Log LOG = Log.of(Exchange.class);

    /// A request that is answered sooner is not worth a second thread.
    private static final long WATCH_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private static final int FIRST_READ_BYTES = 64 << 10;

    private final ServerRequest request;
    private final Peer peer;
    private final int bodyBytesMax;
    private final long startedAt;
    private final String id;
    private Map<String, String> params = Map.of();
    private byte @Nullable [] body;
    private @Nullable Headers headers;
    private boolean mustClose;
    private volatile long bodySince;
    private volatile boolean watched;

    // Guarded by the list itself.
    private final List<Runnable> onDisconnect = new ArrayList<>(1);
    private boolean over;

    Exchange(ServerRequest request, Peer peer, int bodyBytesMax, long startedAt) {
        this.request = request;
        this.peer = peer;
        this.bodyBytesMax = bodyBytesMax;
        this.startedAt = startedAt;
        this.id = RequestIds.accept(header("x-request-id"));
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String path() {
        return PathPattern.decode(rawPath());
    }

    String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    void params(Map<String, String> found) {
        params = found;
    }

    @Override
    public String pathParam(String name) {
        var value = params.get(name);
        if (value == null) throw new IllegalArgumentException("the route has no parameter " + name);
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return Query.first(rawQuery(), name);
    }

    @Override
    public String rawQuery() {
        return request.prologue().query().rawValue();
    }

    @Override
    public Optional<String> header(String name) {
        return request.headers().first(HelidonNames.of(name));
    }

    /// How often a header line occurs.
    int headerLines(HeaderName name) {
        return request.headers().contains(name)
                ? request.headers().get(name).allValues().size()
                : 0;
    }

    @Override
    public Headers headers() {
        if (headers == null) {
            var pairs = new ArrayList<String>();
            for (var header : request.headers())
                for (var value : header.allValues()) {
                    pairs.add(header.name());
                    pairs.add(value);
                }
            headers = Headers.received(pairs.toArray(String[]::new));
        }
        return headers;
    }

    @Override
    public String remoteAddress() {
        return request.remotePeer().host();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] body() {
        if (body == null) {
            bodySince = System.nanoTime() | 1;
            try {
                body = readBody();
            } finally {
                bodySince = 0;
            }
        }
        return body;
    }

    /// When the body began to be read, on the nano clock; 0 when it is not being read.
    long bodySince() {
        return bodySince;
    }

    private byte[] readBody() {
        if (!hasBody()) return new byte[0];
        long announced = chunked() ? -1 : announcedBytes();
        if (announced > bodyBytesMax) throw tooLarge();
        try (var in = request.content().inputStream()) {
            return announced >= 0 ? readAnnounced(in, (int) announced) : readChunked(in);
        } catch (IOException | RuntimeException e) {
            mustClose = true;
            if (e instanceof HttpProblem problem) throw problem;
            throw new HttpProblem(400, "the body ended before it was complete");
        }
    }

    /// Memory grows with what has arrived, not with what was announced.
    private static byte[] readAnnounced(InputStream in, int length) throws IOException {
        var out = new byte[Math.min(length, FIRST_READ_BYTES)];
        int at = 0;
        while (at < length) {
            if (at == out.length) out = Arrays.copyOf(out, (int) Math.min(length, out.length * 4L));
            int read = in.read(out, at, out.length - at);
            if (read < 0) throw new IOException("ended early");
            at += read;
        }
        return out;
    }

    private byte[] readChunked(InputStream in) throws IOException {
        var out = new byte[FIRST_READ_BYTES];
        int at = 0;
        while (true) {
            if (at == out.length) out = Arrays.copyOf(out, (int) Math.min(bodyBytesMax + 1L, out.length * 4L));
            int read = in.read(out, at, out.length - at);
            if (read < 0) return Arrays.copyOf(out, at);
            at += read;
            if (at > bodyBytesMax) throw tooLarge();
        }
    }

    private HttpProblem tooLarge() {
        mustClose = true;
        return new HttpProblem(413, "the body is larger than " + bodyBytesMax + " bytes");
    }

    private boolean hasBody() {
        return chunked() || announcedBytes() > 0;
    }

    private boolean chunked() {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING);
    }

    /// Zero when nothing is announced, or nothing that is a number.
    private long announcedBytes() {
        return header("content-length")
                .filter(Digits::isLength)
                .map(Long::parseLong)
                .orElse(0L);
    }

    void mustClose(boolean must) {
        mustClose |= must;
    }

    /// Whether the connection cannot carry another request: the caller says so, or its body lies unread in it.
    boolean mustClose() {
        boolean unread = body == null && (chunked() || announcedBytes() > FIRST_READ_BYTES);
        return mustClose
                || unread
                || header("connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /// Whether the caller may still be sending its body.
    boolean bodyPending() {
        return hasBody() && body == null;
    }

    @Override
    public void onDisconnect(Runnable action) {
        boolean late;
        synchronized (onDisconnect) {
            late = peer.gone();
            if (!late) onDisconnect.add(action);
        }
        watched = true;
        if (late) Thread.ofVirtual().name("http-disconnect").start(() -> run(action));
    }

    void watch() {
        watched = true;
    }

    boolean wantsWatch(long now) {
        return watched && now - startedAt > WATCH_AFTER_NANOS;
    }

    boolean disconnectedNow() {
        return peer.gone();
    }

    /// The caller has gone: tells whoever asked to know, once.
    void disconnected() {
        List<Runnable> actions;
        synchronized (onDisconnect) {
            if (over || onDisconnect.isEmpty()) return;
            actions = List.copyOf(onDisconnect);
            onDisconnect.clear();
        }
        Thread.ofVirtual().name("http-disconnect").start(() -> actions.forEach(Exchange::run));
    }

    /// The answer is complete: from now on the caller may go in peace.
    void finished() {
        synchronized (onDisconnect) {
            over = true;
            onDisconnect.clear();
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("a disconnect action failed", e);
        }
    }
}
