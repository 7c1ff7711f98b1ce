// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Load on one OpenAI-compatible address: as many whole answers as go, or many open streams.
final class Load {
    private final URI base;
    private final String[] headers;

    /// @param base with its path, as `base_url`
    Load(URI base, String... headers) {
        this.base = base;
        this.headers = headers;
    }

    /// @param failures answers that were not 200, or connections that broke
    record Whole(int connections, double perSecond, double p50Millis, double p99Millis, long failures) {}

    /// Gaps are between chunks of one stream.
    record Streams(
            int streams,
            double firstP50Millis,
            double firstP99Millis,
            double gapP50Millis,
            double gapP99Millis,
            long chunks,
            long failures) {}

    private static byte[] body(String model, int tokens, boolean stream) {
        return ("{\"model\":\"" + model + "\",\"max_tokens\":" + tokens + ",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"system\",\"content\":\"You answer in one sentence, and you are exact.\"},"
                        + "{\"role\":\"user\",\"content\":\"What does a host sign when it has answered, and who pays for it?\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Keeps `connections` busy; the first `warm` of the time does not count.
    Whole whole(String model, int connections, Duration warm, Duration time) throws InterruptedException {
        var body = body(model, 16, false);
        long begin = System.nanoTime() + warm.toNanos();
        long until = begin + time.toNanos();
        var failures = new AtomicLong();
        var all = new ArrayList<Latencies>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            var mine = new Latencies();
            all.add(mine);
            threads.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < until) {
                    try (var client = client(body)) {
                        while (System.nanoTime() < until) {
                            long start = System.nanoTime();
                            int status = client.exchange(_ -> {});
                            long end = System.nanoTime();
                            if (status != 200) failures.incrementAndGet();
                            else if (start >= begin) mine.add(end - start);
                        }
                    } catch (IOException e) {
                        failures.incrementAndGet();
                        if (failures.get() > 1_000) return;
                    }
                }
            }));
        }
        for (var thread : threads) thread.join();
        var sum = merge(all);
        return new Whole(
                connections, sum.count() / (time.toNanos() / 1e9), sum.millis(0.5), sum.millis(0.99), failures.get());
    }

    /// Opens `streams` streams spread over a second, again and again, until the time is over.
    Streams streams(String model, int streams, int tokens, Duration time) throws InterruptedException {
        var body = body(model, tokens, true);
        long begin = System.nanoTime();
        long until = begin + time.toNanos();
        var failures = new AtomicLong();
        var firsts = new ArrayList<Latencies>();
        var gaps = new ArrayList<Latencies>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < streams; i++) {
            var first = new Latencies();
            var gap = new Latencies();
            firsts.add(first);
            gaps.add(gap);
            long offset = 1_000_000_000L * i / streams;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(Duration.ofNanos(offset));
                    boolean cold = true;
                    while (System.nanoTime() < until) {
                        try (var client = client(body)) {
                            one(client, cold ? new Latencies() : first, cold ? new Latencies() : gap, failures);
                        }
                        cold = false;
                    }
                } catch (IOException e) {
                    failures.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (var thread : threads) thread.join();
        var first = merge(firsts);
        var gap = merge(gaps);
        return new Streams(
                streams,
                first.millis(0.5),
                first.millis(0.99),
                gap.millis(0.5),
                gap.millis(0.99),
                gap.count(),
                failures.get());
    }

    private static void one(RawClient client, Latencies first, Latencies gap, AtomicLong failures) throws IOException {
        long start = System.nanoTime();
        var last = new long[] {0, 0};
        int status = client.exchange(_ -> {
            long now = System.nanoTime();
            if (last[0] == 0) first.add(now - start);
            else gap.add(now - last[0]);
            last[0] = now;
        });
        if (status != 200) failures.incrementAndGet();
    }

    private RawClient client(byte[] body) throws IOException {
        return new RawClient(base, base.getPath() + "/chat/completions", body, headers);
    }

    private static Latencies merge(List<Latencies> parts) {
        var out = new Latencies();
        parts.forEach(out::addAll);
        return out;
    }
}
