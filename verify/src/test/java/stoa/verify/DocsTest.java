// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.verify.e2e.LocalStoa;

/// What the pages tell people to type works: every fenced command is executed here, in order, against a running
/// network, or names the file that runs it. A command in neither place fails.
class DocsTest {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```([a-z]*)\\n(.*?)^```$");
    private static final Pattern INLINE = Pattern.compile("`\\./(stoa [^`]+)`");
    /// Tags whose text nobody types; an untagged fence is looked through for commands all the same.
    private static final Set<String> TEXT = Set.of("", "text");
    private static final int SECONDS = 300;

    /// Commands that something else runs: the file, and what in it shows that it does.
    private static final Map<String, Elsewhere> ELSEWHERE = Map.ofEntries(
            Map.entry("./stoa up", e2e("LocalStoa", "\"up\"")),
            Map.entry("./stoa check", new Elsewhere(".ci/run", "stoa\" check")),
            Map.entry("./stoa format", new Elsewhere("stoa", "spotless:apply")),
            Map.entry(
                    "./stoa up --engine http://127.0.0.1:8000/v1 --model llama-3.1-8b --hosts 2",
                    e2e("NpmClientsTest", "\"--engine\"")),
            Map.entry(
                    "./stoa host run --engine http://127.0.0.1:8000/v1 --model stoa-tiny --engine-model my-model",
                    e2e("HostWalkTest", "\"--engine-model\"")),
            Map.entry(
                    "./stoa engine check http://127.0.0.1:8000/v1 --model my-model",
                    e2e("EngineCheckTest", "\"engine\", \"check\"")),
            Map.entry("./stoa chain replay", e2e("LedgerCopyTest", "\"replay\"")),
            Map.entry("./stoa chain snapshot /backup/ledger", e2e("LedgerCopyTest", "\"snapshot\"")),
            Map.entry("./stoa chain restore /backup/ledger --data /srv/stoa", e2e("LedgerCopyTest", "\"restore\"")),
            Map.entry("cp -a .stoa /backup/stoa", e2e("LedgerCopyTest", "\"cp\", \"-a\"")),
            Map.entry("./stoa network install", e2e("NetworkWalkTest", "\"install\"")),
            Map.entry("./stoa network up --validators 4 --hosts 8", e2e("NetworkWalkTest", "\"--validators\"")),
            Map.entry("./stoa network status", e2e("NetworkWalkTest", "\"status\"")),
            Map.entry("./stoa network kill v4", e2e("NetworkWalkTest", "\"kill\"")),
            Map.entry("./stoa network start v4", e2e("NetworkWalkTest", "\"start\"")),
            Map.entry("./stoa network partition v1,v2 v3,v4", e2e("NetworkWalkTest", "\"partition\"")),
            Map.entry("./stoa network heal", e2e("NetworkWalkTest", "\"heal\"")),
            Map.entry(
                    "./stoa network join follower --network .stoa-network/network.json",
                    e2e("NetworkWalkTest", "\"join\"")),
            Map.entry("./stoa network node follower", e2e("NetworkWalkTest", "\"node\"")),
            Map.entry("./stoa dist", e2e("DistTest", "\"dist\"")),
            Map.entry("./stoa bench gateway", e2e("BenchTest", "\"bench\", \"gateway\"")),
            Map.entry("./stoa bench ledger", e2e("BenchTest", "\"bench\", \"ledger\"")),
            Map.entry("./stoa bench engine", e2e("BenchTest", "\"bench\", \"engine\"")),
            Map.entry("./stoa soak books --minutes 2", new Elsewhere("bin/check.sh", "in books kill market")),
            Map.entry("./stoa soak kill --minutes 2", new Elsewhere("bin/check.sh", "in books kill market")),
            Map.entry("./stoa soak market --minutes 2", new Elsewhere("bin/check.sh", "in books kill market")));

    /// @param file below the root
    /// @param sign a piece of it that stands for the command
    private record Elsewhere(String file, String sign) {}

    private static Elsewhere e2e(String test, String sign) {
        return new Elsewhere("verify/src/test/java/stoa/verify/e2e/" + test + ".java", sign);
    }

    static Stream<String> pages() {
        return Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md"),
                House.files(House.ROOT.resolve("docs"), ".md").stream()
                        .map(file -> House.ROOT.relativize(file).toString())
                        .filter(page -> !page.contains("/adr/") && !page.contains("/generated/")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_command_of_a_page_works(String page) throws Exception {
        var commands = new ArrayList<>(commands(page));
        commands.removeAll(ELSEWHERE.keySet());
        if (commands.isEmpty()) return;
        var script = new StringBuilder("set -euo pipefail\n");
        for (var command : commands)
            script.append("echo ")
                    .append(quoted("▶ " + command))
                    .append('\n')
                    .append(local(command))
                    .append('\n');
        var told = run(House.ROOT, List.of("bash", "-c", script.toString()));
        assertEquals(0, told.code(), page + ":\n" + told.out());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_script_of_a_page_works(String page) throws Exception {
        for (var fence : fences(page)) {
            if (!fence.tag().equals("js")) continue;
            var client =
                    House.ROOT.resolve("verify/clients").resolve(fence.text().contains("'viem'") ? "viem" : "openai");
            if (!Files.exists(client.resolve("node_modules/.package-lock.json")))
                assertEquals(
                        0,
                        run(client, List.of("npm", "ci", "--no-audit", "--no-fund"))
                                .code(),
                        "npm ci in " + client);
            var script = Files.writeString(client.resolve("node_modules/.docs-test.mjs"), local(fence.text()));
            try {
                var told = run(client, List.of("node", script.toString()));
                assertEquals(0, told.code(), page + ":\n" + fence.text() + "\n" + told.out());
            } finally {
                Files.delete(script);
            }
        }
    }

    @Test
    void what_runs_elsewhere_is_still_there_and_still_in_the_pages() {
        var typed = new TreeSet<String>();
        pages().forEach(page -> typed.addAll(commands(page)));
        ELSEWHERE.forEach((command, where) -> {
            assertTrue(typed.contains(command), "no page has " + command);
            assertTrue(
                    House.read(House.ROOT.resolve(where.file())).contains(where.sign()),
                    where.file() + " runs no " + command);
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_command_named_in_passing_exists(String page) {
        var known = House.read(House.ROOT.resolve("docs/generated/commands.md"));
        INLINE.matcher(House.read(House.ROOT.resolve(page))).results().forEach(found -> {
            var path = new ArrayList<String>();
            for (var word : found.group(1).split(" ")) {
                if (!word.matches("[a-z-]+")) break;
                path.add(word);
            }
            var name = String.join(" ", path);
            boolean launcher = Set.of("stoa check", "stoa format").contains(name);
            assertTrue(launcher || known.contains("## " + name + "\n"), page + " names " + found.group());
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_fence_says_whether_it_is_typed(String page) {
        for (var fence : fences(page))
            assertTrue(
                    TEXT.contains(fence.tag()) || Set.of("sh", "js").contains(fence.tag()),
                    page + " has a fence tagged " + fence.tag() + "; use sh for what is typed, text for what is not");
    }

    // ── reading ──

    private record Fence(String tag, String text) {}

    private static List<Fence> fences(String page) {
        return FENCE.matcher(House.read(House.ROOT.resolve(page)))
                .results()
                .map(found -> new Fence(found.group(1), found.group(2)))
                .toList();
    }

    /// What a reader would type, continued lines joined.
    private static List<String> commands(String page) {
        var out = new ArrayList<String>();
        for (var fence : fences(page)) {
            boolean typed = fence.tag().equals("sh");
            for (var line : fence.text().replace("\\\n", " ").split("\n")) {
                var command = line.replaceFirst("\\s+# .*$", "").strip().replaceAll(" {2,}", " ");
                if (command.isEmpty() || command.startsWith("#")) continue;
                boolean bare = fence.tag().isEmpty() && command.matches("(\\./stoa|mvn|npm|curl|cast) .*");
                if (typed || bare) out.add(command);
            }
        }
        return out;
    }

    // ── running ──

    private record Told(int code, String out) {}

    /// The same command for this run's network.
    private static String local(String command) {
        var stoa = LocalStoa.shared();
        return command.replace("http://127.0.0.1:8400", stoa.gateway().replace("/v1", ""))
                .replace("http://127.0.0.1:8401", stoa.rpc())
                .replace("http://127.0.0.1:8402", stoa.ready().path("metrics").asText())
                .replace(
                        "/tmp/stoa-head",
                        stoa.dataDir().resolveSibling("docs-head").toString())
                .replace("0xADDRESS", "host");
    }

    private static Told run(Path folder, List<String> command) throws IOException, InterruptedException {
        var stoa = LocalStoa.shared();
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("STOA_DATA", stoa.dataDir().toString());
        builder.environment().put("STOA_READY", stoa.readyFile().toString());
        builder.environment().put("STOA_ROOT", House.ROOT.toString());
        builder.environment().put("STOA_API_KEY", stoa.apiKey());
        var process = builder.start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        return new Told(process.waitFor(), out);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
