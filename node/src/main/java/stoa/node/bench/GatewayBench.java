// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import stoa.kit.json.Json;
import stoa.node.Home;
import stoa.node.Ready;

/// `stoa bench gateway`: what the way through gateway and host adds to an engine's own answer, all features on, beside
/// other gateways in the same run. Everything is a process of its own on this machine, the load generator too; so
/// figures
/// carry as ratios. Rounds alternate between the targets and medians are shown.
public final class GatewayBench {
    private static final Duration START = Duration.ofSeconds(90);
    private static final String MODEL = "mock";
    /// It does not start without one, nor with one that is easily guessed; it listens on loopback and ends with us.
    private static final String LITELLM_KEY = "sk-4f1c9a7e0b52d8463c7e9f10a5b2d6c8";

    private final Path folder;
    private final Optional<Path> peers;
    private final int rounds;
    private final Duration time;
    private final Consumer<String> progress;

    /// @param peers folder with `node_modules/@portkey-ai/gateway` and `venv/bin/litellm`, if they are wanted
    /// @param time of one measurement
    public GatewayBench(Path folder, Optional<Path> peers, int rounds, Duration time, Consumer<String> progress) {
        this.folder = folder;
        this.peers = peers;
        this.rounds = rounds;
        this.time = time;
        this.progress = progress;
    }

    /// Something that answers like OpenAI.
    private record Target(String name, URI base, String[] headers) {}

    private record Row(String name, List<Load.Whole> one, List<Load.Whole> many) {}

    private record StreamRow(String name, List<Load.Streams> runs) {}

    /// Runs everything and gives the figures.
    public ObjectNode run() throws IOException, InterruptedException {
        var json = Json.object()
                .put("bench", "gateway")
                .put("machine", Machine.describe())
                .put("rounds", rounds);
        whole(json);
        streams(json);
        return json;
    }

    private void whole(ObjectNode json) throws IOException, InterruptedException {
        int port = freePort();
        try (var mock = mock(port, 16, 0);
                var stoa = network("whole", port)) {
            var targets = new ArrayList<Target>();
            targets.add(direct(port));
            targets.add(stoa.target());
            var started = new ArrayList<Child>();
            try {
                portkey(port, started).ifPresent(targets::add);
                litellm(port, started).ifPresent(targets::add);
                var rows = new ArrayList<Row>();
                for (var target : targets) rows.add(new Row(target.name(), new ArrayList<>(), new ArrayList<>()));
                for (var target : targets) {
                    progress.accept("warming up: " + target.name());
                    new Load(target.base(), target.headers()).whole(MODEL, 64, warmUp(), Duration.ofSeconds(1));
                }
                for (int round = 0; round < rounds; round++) {
                    for (int i = 0; i < targets.size(); i++) {
                        var load =
                                new Load(targets.get(i).base(), targets.get(i).headers());
                        var warm = Duration.ofSeconds(1);
                        progress.accept("round " + (round + 1) + " of " + rounds + ": "
                                + targets.get(i).name());
                        rows.get(i).one().add(load.whole(MODEL, 1, warm, time));
                        rows.get(i).many().add(load.whole(MODEL, 64, warm, time));
                    }
                }
                report(json, rows);
                json.put("stoaResidentMiB", stoa.child().residentBytes() >> 20);
            } finally {
                started.forEach(Child::close);
            }
            if (!mock.alive()) throw new IOException("the mock engine died");
        }
    }

    private void streams(ObjectNode json) throws IOException, InterruptedException {
        int port = freePort();
        try (var mock = mock(port, 60, 50);
                var stoa = network("streams", port)) {
            var targets = List.of(direct(port), stoa.target());
            var rows = new ArrayList<StreamRow>();
            for (var target : targets) rows.add(new StreamRow(target.name(), new ArrayList<>()));
            for (var target : targets) {
                progress.accept("200 streams, warming up: " + target.name());
                new Load(target.base(), target.headers()).streams(MODEL, 200, 60, warmUp());
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < targets.size(); i++) {
                    progress.accept("200 streams, round " + (round + 1) + " of " + rounds + ": "
                            + targets.get(i).name());
                    var load = new Load(targets.get(i).base(), targets.get(i).headers());
                    rows.get(i).runs().add(load.streams(MODEL, 200, 60, time.plusSeconds(8)));
                }
            }
            reportStreams(json, rows);
            if (!mock.alive()) throw new IOException("the mock engine died");
        }
    }

    /// A server that has just started compiles its code while it serves; what counts here is how it runs for months.
    private Duration warmUp() {
        return time.multipliedBy(5);
    }

    // ── what is measured ──

    private Target direct(int port) {
        return new Target("engine direct", URI.create("http://127.0.0.1:" + port + "/v1"), new String[0]);
    }

    private Child mock(int port, int tokens, int delayMillis) throws IOException, InterruptedException {
        var child = Child.start(
                "mock-" + port,
                Map.of(),
                folder,
                List.of(
                        java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "stoa.engine.mock.MockOpenAiServer",
                        Integer.toString(port),
                        Integer.toString(tokens),
                        Integer.toString(delayMillis),
                        Integer.toString(delayMillis)));
        child.awaitPort(URI.create("http://127.0.0.1:" + port), START);
        return child;
    }

    /// `./stoa up` in front of the mock engine.
    private record Network(Child child, Target target) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    private Network network(String name, int enginePort) throws IOException, InterruptedException {
        var ready = folder.resolve(name + "-ready.json");
        var child = Child.start(
                "stoa-" + name,
                Map.of(),
                folder,
                List.of(
                        Home.program().resolve("stoa").toString(),
                        "up",
                        "--quiet",
                        "--data",
                        folder.resolve(name).toString(),
                        "--fresh",
                        "--port-base",
                        Integer.toString(freePort()),
                        "--ready-file",
                        ready.toString(),
                        "--engine",
                        "http://127.0.0.1:" + enginePort + "/v1",
                        "--model",
                        MODEL));
        child.awaitFile(ready, START);
        var facts = Ready.read(ready);
        return new Network(child, new Target("stoa", URI.create(facts.gateway()), new String[] {
            "authorization: Bearer " + facts.apiKey()
        }));
    }

    private Optional<Target> portkey(int enginePort, List<Child> started) throws IOException, InterruptedException {
        var server = peers.map(dir -> dir.resolve("node_modules/@portkey-ai/gateway/build/start-server.js"));
        if (server.isEmpty() || !Files.exists(server.get())) return Optional.empty();
        int port = freePort();
        var child = Child.start(
                "portkey",
                Map.of("TRUSTED_CUSTOM_HOSTS", "127.0.0.1,localhost", "NODE_ENV", "production"),
                folder,
                List.of("node", server.get().toString(), "--headless", "--port=" + port));
        started.add(child);
        child.awaitPort(URI.create("http://127.0.0.1:" + port), START);
        return Optional.of(new Target("Portkey", URI.create("http://127.0.0.1:" + port + "/v1"), new String[] {
            "x-portkey-provider: openai",
            "x-portkey-custom-host: http://127.0.0.1:" + enginePort + "/v1",
            "authorization: Bearer sk-any"
        }));
    }

    private Optional<Target> litellm(int enginePort, List<Child> started) throws IOException, InterruptedException {
        var program = peers.map(dir -> dir.resolve("venv/bin/litellm"));
        if (program.isEmpty() || !Files.exists(program.get())) return Optional.empty();
        int port = freePort();
        var config = folder.resolve("litellm.yaml");
        Files.writeString(config, """
                model_list:
                  - model_name: %s
                    litellm_params:
                      model: openai/%s
                      api_base: http://127.0.0.1:%d/v1
                      api_key: sk-any
                litellm_settings:
                  num_retries: 0
                  callbacks: []
                """.formatted(MODEL, MODEL, enginePort));
        var child = Child.start(
                "litellm",
                Map.of(
                        "LITELLM_LOCAL_MODEL_COST_MAP",
                        "True",
                        "LITELLM_LOG",
                        "ERROR",
                        "LITELLM_MASTER_KEY",
                        LITELLM_KEY),
                folder,
                List.of(
                        program.get().toString(),
                        "--config",
                        config.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--num_workers",
                        "2"));
        started.add(child);
        child.awaitPort(URI.create("http://127.0.0.1:" + port), START);
        return Optional.of(new Target("LiteLLM", URI.create("http://127.0.0.1:" + port + "/v1"), new String[] {
            "authorization: Bearer " + LITELLM_KEY
        }));
    }

    // ── figures ──

    private static void report(ObjectNode json, List<Row> rows) {
        var direct = rows.getFirst();
        double directP50 = median(direct.one(), Load.Whole::p50Millis);
        double stoaRate = median(rows.get(1).many(), Load.Whole::perSecond);
        var table = json.putArray("whole");
        for (var row : rows) {
            double p50 = median(row.one(), Load.Whole::p50Millis);
            double rate = median(row.many(), Load.Whole::perSecond);
            table.addObject()
                    .put("target", row.name())
                    .put("p50Millis1", round(p50))
                    .put("addedP50Millis1", round(p50 - directP50))
                    .put("perSecond1", Math.round(median(row.one(), Load.Whole::perSecond)))
                    .put("perSecond64", Math.round(rate))
                    .put("p50Millis64", round(median(row.many(), Load.Whole::p50Millis)))
                    .put("p99Millis64", round(median(row.many(), Load.Whole::p99Millis)))
                    .put("stoaTimesFaster", round(stoaRate / rate))
                    .put(
                            "failures",
                            row.one().stream().mapToLong(Load.Whole::failures).sum()
                                    + row.many().stream()
                                            .mapToLong(Load.Whole::failures)
                                            .sum());
        }
    }

    private static void reportStreams(ObjectNode json, List<StreamRow> rows) {
        var direct = rows.getFirst().runs();
        var table = json.putArray("streams");
        for (var row : rows) {
            table.addObject()
                    .put("target", row.name())
                    .put("firstP50Millis", round(median(row.runs(), Load.Streams::firstP50Millis)))
                    .put("addedFirstP50Millis", added(row.runs(), direct, Load.Streams::firstP50Millis))
                    .put("gapP50Millis", round(median(row.runs(), Load.Streams::gapP50Millis)))
                    .put("addedGapP50Millis", added(row.runs(), direct, Load.Streams::gapP50Millis))
                    .put("gapP99Millis", round(median(row.runs(), Load.Streams::gapP99Millis)))
                    .put("addedGapP99Millis", added(row.runs(), direct, Load.Streams::gapP99Millis))
                    .put(
                            "failures",
                            row.runs().stream()
                                    .mapToLong(Load.Streams::failures)
                                    .sum());
        }
    }

    private static double added(
            List<Load.Streams> runs, List<Load.Streams> direct, ToDoubleFunction<Load.Streams> figure) {
        return round(median(runs, figure) - median(direct, figure));
    }

    private static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
        var sorted = runs.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /// The figures as a table for people, in Markdown.
    public static String table(ObjectNode json) {
        var out = new StringBuilder(json.path("machine").asText()).append("\n\n");
        out.append(
                "| whole answers | p50 ms, 1 conn | added ms | req/s, 1 conn | req/s, 64 conn | p50 ms | p99 ms | Stoa is × as fast | failures |\n");
        out.append("|---|---|---|---|---|---|---|---|---|\n");
        for (var row : json.path("whole"))
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                    row.path("target").asText(),
                    row.path("p50Millis1").asText(),
                    row.path("addedP50Millis1").asText(),
                    row.path("perSecond1").asText(),
                    row.path("perSecond64").asText(),
                    row.path("p50Millis64").asText(),
                    row.path("p99Millis64").asText(),
                    row.path("stoaTimesFaster").asText(),
                    row.path("failures").asText()));
        out.append(
                "\n| 200 streams, 20 tokens/s | first token p50 ms | added | gap p50 ms | added | gap p99 ms | added | failures |\n");
        out.append("|---|---|---|---|---|---|---|---|\n");
        for (var row : json.path("streams"))
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
                    row.path("target").asText(),
                    row.path("firstP50Millis").asText(),
                    row.path("addedFirstP50Millis").asText(),
                    row.path("gapP50Millis").asText(),
                    row.path("addedGapP50Millis").asText(),
                    row.path("gapP99Millis").asText(),
                    row.path("addedGapP99Millis").asText(),
                    row.path("failures").asText()));
        return out.toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// The first of a run of free ports, wide enough for a network, and below those that systems hand out to outgoing
    /// connections: a load generator next door would take one of them between now and when it is used.
    public static int freePort() throws IOException {
        for (int tries = 0; tries < 200; tries++) {
            int base = 20_000 + ThreadLocalRandom.current().nextInt(400) * 30;
            boolean free = true;
            for (int offset : new int[] {0, 1, 2, 10, 11, 12}) {
                try (var socket = new ServerSocket(base + offset)) {
                    free &= socket.isBound();
                } catch (IOException e) {
                    free = false;
                }
            }
            if (free) return base;
        }
        throw new IOException("no free ports between 20000 and 32000");
    }
}
