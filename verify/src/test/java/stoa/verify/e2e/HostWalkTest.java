// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stranger's host joins a network that runs already, answers, is paid, and leaves: what `docs/host.md` tells to
/// type.
class HostWalkTest {
    @Test
    void a_host_joins_from_a_process_of_its_own_answers_and_leaves(@TempDir Path folder) throws Exception {
        var endpoint = "http://127.0.0.1:" + freePort();
        try (var engine = MockEngineProcess.start();
                var stoa = LocalStoa.start(folder, LocalStoa.freePortBase(), "--hosts", "1")) {
            refused(stoa, "stoa host register --name host", "run", "--engine", engine.url(), "--model", "stoa-tiny");
            var host = register(stoa, endpoint);
            refused(stoa, "cannot be used", "run", "--engine", "http://127.0.0.1:1/v1", "--model", "stoa-tiny");
            refused(stoa, "not llama", "run", "--engine", engine.url(), "--model", "llama");
            var agent = run(stoa, folder, engine);
            try {
                var status = told(stoa, "status", "--json").json();
                assertTrue(status.path("reached").path("reached").asBoolean(), status.toString());
                assertEquals(2_000_000_000_000L, status.path("collateralObol").asLong());
                awaitStanding(stoa);
                awaitAnswer(stoa, host);
                assertTrue(stoa.stoa("session", "list", "--host", "host").out().contains("stoa-tiny"));
            } finally {
                agent.destroy();
                assertTrue(agent.waitFor(30, TimeUnit.SECONDS), "Ctrl-C stops it");
            }
            assertEquals(0, agent.exitValue(), Files.readString(folder.resolve("host.log")));
            assertTrue(told(stoa, "status").out().contains("to do"), "a host that does not run has something to do");
            var settled =
                    told(stoa, "status", "--json").json().path("settledObol").asLong();
            assertTrue(settled > 0, "it settled what it was owed when it stopped");
            leave(stoa, host);
        }
    }

    private static String register(LocalStoa stoa, String endpoint) throws Exception {
        var words = new String[] {
            "register", "--endpoint", endpoint, "--model", "stoa-tiny", "--collateral", "2000", "--json"
        };
        var made = told(stoa, words).json();
        assertTrue(made.path("registered").asBoolean(), made.toString());
        var again = told(stoa, words).json();
        assertFalse(
                again.path("registered").asBoolean() || again.path("changed").asBoolean(), again.toString());
        assertEquals(0, again.path("depositedObol").asLong());
        assertTrue(told(stoa, "list").out().contains(endpoint));
        refused(stoa, "the network has no model", "register", "--endpoint", endpoint, "--model", "nope");
        refused(stoa, "--owner", "register", "--endpoint", endpoint, "--model", "stoa-tiny", "--owner", "account-2");
        return made.path("host").asText();
    }

    private static Process run(LocalStoa stoa, Path folder, MockEngineProcess engine) throws Exception {
        var log = folder.resolve("host.log");
        var process = new ProcessBuilder(
                        LocalStoa.ROOT.resolve("stoa").toString(),
                        "host",
                        "run",
                        "--engine",
                        engine.url(),
                        "--model",
                        "stoa-tiny",
                        "--engine-model",
                        engine.model(),
                        "--data",
                        stoa.dataDir().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int tries = 0; !Files.readString(log).contains(" serves stoa-tiny at "); tries++) {
            assertTrue(process.isAlive() && tries < 600, Files.readString(log));
            LocalStoa.pause(100);
        }
        return process;
    }

    /// Standing is set at the end of an epoch, which is a minute.
    private static void awaitStanding(LocalStoa stoa) throws Exception {
        for (int tries = 0; ; tries++) {
            var standing =
                    told(stoa, "status", "--json").json().path("standing").path(0);
            if (standing.path("backed").asLong() > 0) return;
            assertTrue(tries < 60, standing.toString());
            LocalStoa.pause(2_000);
        }
    }

    /// A key that another account pays for begins with a session of its own, drawn now.
    private static void awaitAnswer(LocalStoa stoa, String host) throws Exception {
        var key = stoa.stoa("keys", "create", "--json").json().path("key").asText();
        var hosts = new ArrayList<String>();
        for (int tries = 0; tries < 60; tries++) {
            var answered = ask(stoa, key, "Question " + tries);
            assertEquals(200, answered.statusCode(), answered.body());
            hosts.add(answered.headers().firstValue("x-stoa-host").orElse(""));
            if (hosts.getLast().toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT))) return;
        }
        throw new AssertionError("the new host answered nothing: " + hosts);
    }

    private static HttpResponse<String> ask(LocalStoa stoa, String key, String text) throws Exception {
        var body = "{\"model\":\"stoa-tiny\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
        var request = HttpRequest.newBuilder(URI.create(stoa.gateway() + "/chat/completions"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void leave(LocalStoa stoa, String host) throws Exception {
        refused(stoa, "HOST_NOT_YOURS", "retire", "--owner", "account-2");
        var left = told(stoa, "retire", "--withdraw", "--json").json();
        assertEquals(host, left.path("host").asText());
        assertTrue(left.path("returnsSeconds").asLong() > 0, left.toString());
        assertTrue(told(stoa, "status").out().contains("(retired)"));
        assertTrue(told(stoa, "retire").out().contains("retired before"));
    }

    private static LocalStoa.Told told(LocalStoa stoa, String... words) throws Exception {
        var all = new ArrayList<>(List.of("host"));
        all.addAll(List.of(words));
        var told = stoa.stoa(all.toArray(String[]::new));
        assertEquals(0, told.code(), told.err());
        return told;
    }

    private static void refused(LocalStoa stoa, String part, String... words) throws Exception {
        var all = new ArrayList<>(List.of("host"));
        all.addAll(List.of(words));
        var told = stoa.stoa(all.toArray(String[]::new));
        assertEquals(1, told.code(), told.out());
        assertTrue(told.err().contains(part), "'" + part + "' is not in: " + told.err());
        assertEquals(1, told.err().lines().count(), told.err());
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
