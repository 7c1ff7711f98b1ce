// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Unmodified packages from npm, each with its own pinned lock file, against `./stoa up`.
class NpmClientsTest {
    private static final Path CLIENTS = LocalStoa.ROOT.resolve("verify/clients");

    @Test
    void openai_talks_to_the_bundled_model() throws Exception {
        run("openai", Map.of("STOA_READY", LocalStoa.shared().readyFile().toString()));
    }

    @Test
    void openai_uses_tools_and_embeddings_through_an_outside_engine() throws Exception {
        try (var engine = MockEngineProcess.start()) {
            var folder = Files.createTempDirectory("stoa-engine");
            try (var stoa = LocalStoa.start(
                    folder,
                    LocalStoa.freePortBase(),
                    "--engine",
                    engine.url(),
                    "--model",
                    engine.model(),
                    "--hosts",
                    "2")) {
                run("openai", Map.of("STOA_READY", stoa.readyFile().toString(), "STOA_MODEL", engine.model()));
            }
        }
    }

    @Test
    void viem_sends_coin_calls_verbs_and_reads_views() throws Exception {
        run("viem", Map.of("STOA_READY", LocalStoa.shared().readyFile().toString()));
    }

    @Test
    void ics23_verifies_presence_and_absence() throws Exception {
        run("ics23", Map.of("STOA_READY", LocalStoa.shared().readyFile().toString()));
    }

    private static void run(String client, Map<String, String> environment) throws IOException, InterruptedException {
        var folder = CLIENTS.resolve(client);
        if (!Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            var installed = execute(folder, Map.of(), 240, "npm", "ci", "--no-audit", "--no-fund");
            assertEquals(0, installed.code(), "npm ci in " + folder + ":\n" + installed.out());
        }
        var told = execute(folder, environment, 300, "node", "--test");
        assertEquals(
                0,
                told.code(),
                client + ":\n" + told.out() + "\nreplay: cd verify/clients/" + client
                        + " && STOA_READY=.stoa/ready.json node --test");
        assertTrue(told.out().matches("(?s).*# pass [1-9].*"), client + " ran no test:\n" + told.out());
    }

    private static LocalStoa.Told execute(Path folder, Map<String, String> environment, int seconds, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) process.destroyForcibly();
        return new LocalStoa.Told(process.exitValue(), out, "");
    }
}
