// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.WebClient;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The measurement behind the choice of client: a request goes from a load generator through two forwarding servers
/// to one that answers, and the forwarding servers use the client under test. Run it with
/// `HttpBench ours|helidon|jdk [connections=64] [seconds=20]`: one client in each JVM, because whoever comes second
/// finds the servers warm; the last round is the one to read.
public final class HttpBench {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] QUESTION = new byte[400];
    private static final byte[] ANSWER = new byte[600];

    private HttpBench() {}

    private interface Client {
        byte[] call(byte[] body) throws Exception;
    }

    private static Client ours(URI uri) {
        var client = new HttpClient(HttpClientConfig.defaults());
        return body ->
                client.send(HttpCall.post(uri, "text/plain", body, PATIENCE)).body();
    }

    private static Client jdk(URI uri) {
        var client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build();
        return body -> {
            var request = HttpRequest.newBuilder(uri)
                    .header("content-type", "text/plain")
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        };
    }

    private static Client helidon(URI uri) {
        var client = WebClient.builder()
                .baseUri(uri.resolve("/"))
                .socketOptions(options -> options.tcpNoDelay(true))
                .build();
        return body -> {
            try (var reply = client.post(uri.getPath())
                    .header(HeaderNames.CONTENT_TYPE, "text/plain")
                    .submit(body)) {
                return reply.as(byte[].class);
            }
        };
    }

    private static Client named(String name, URI uri) {
        return switch (name) {
            case "ours" -> ours(uri);
            case "helidon" -> helidon(uri);
            default -> jdk(uri);
        };
    }

    public static void main(String[] arguments) throws Exception {
        var name = arguments.length > 0 ? arguments[0] : "ours";
        int connections = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        for (int round = 1; round <= 3; round++) measure(name, round, connections, seconds);
        System.exit(0);
    }

    private static void measure(String name, int round, int connections, int seconds) throws Exception {
        var servers = new ArrayList<HttpServer>();
        servers.add(start(request -> {
            request.body();
            return Response.json(200, ANSWER);
        }));
        for (int i = 0; i < 2; i++) {
            var client = named(name, servers.getLast().uri().resolve("/x"));
            servers.add(start(request -> Response.json(200, client.call(request.body()))));
        }
        var load = ours(servers.getLast().uri().resolve("/x"));
        var times = new ConcurrentLinkedQueue<long[]>();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++)
            threads.add(Thread.startVirtualThread(() -> times.add(callUntil(load, start + seconds * 1_000_000_000L))));
        for (var thread : threads) thread.join();
        double elapsed = (System.nanoTime() - start) / 1e9;
        var all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s, round %d, %d connections: %.0f req/s, %.0f us of processor time each, p50 %.0f us, p99 %.0f us%n",
                name,
                round,
                connections,
                all.length / elapsed,
                (cpuNanos() - cpu) / 1e3 / all.length,
                all[all.length / 2] / 1e3,
                all[(int) (all.length * 0.99)] / 1e3);
        for (var server : servers.reversed()) server.stop(Duration.ofMillis(100));
    }

    private static HttpServer start(Handler handler) {
        return HttpServer.start(HttpServerConfig.of("bench", "127.0.0.1", 0), new Routes().post("/x", handler));
    }

    private static long[] callUntil(Client client, long end) {
        var times = new long[1 << 16];
        int count = 0;
        while (System.nanoTime() < end) {
            long before = System.nanoTime();
            try {
                client.call(QUESTION);
            } catch (Exception e) {
                throw new IllegalStateException("a call failed", e);
            }
            if (count == times.length) times = Arrays.copyOf(times, count * 2);
            times[count++] = System.nanoTime() - before;
        }
        return Arrays.copyOf(times, count);
    }

    private static long cpuNanos() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime();
    }
}
