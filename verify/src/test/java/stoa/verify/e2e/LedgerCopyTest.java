// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger is executed again, copied and begun anew from a snapshot: what `docs/operations.md` tells to type.
class LedgerCopyTest {
    @Test
    void a_ledger_replays_and_lives_on_from_a_backup_and_from_a_snapshot(@TempDir Path folder) throws Exception {
        int base = LocalStoa.freePortBase();
        var snapshot = folder.resolve("snapshot");
        try (var stoa = LocalStoa.start(folder, base, "--hosts", "1")) {
            done(stoa.stoa("send", "account-2", "3"));
            assertEquals(200, ask(stoa));
            refused("is in use by process", stoa.stoa("chain", "replay"));
            refused("is in use by process", stoa.stoa("chain", "snapshot", snapshot.toString()));
            assertEquals(0, stoa.stop());
        }
        var data = folder.resolve("data").toString();
        var replayed =
                done(LocalStoa.run("chain", "replay", "--data", data, "--json")).json();
        assertEquals(0, replayed.path("from").asLong());
        assertTrue(replayed.path("to").asLong() > 1, replayed.toString());

        // The whole directory, copied.
        var backup = Files.createDirectory(folder.resolve("backup"));
        copy(Path.of(data), backup.resolve("data"));
        try (var stoa = LocalStoa.start(backup, base)) {
            assertTrue(stoa.stoa("account", "balance", "account-2").out().contains("1000003 STOA"));
            assertEquals(200, ask(stoa));
            assertEquals(0, stoa.stop());
        }

        var made = done(LocalStoa.run("chain", "snapshot", snapshot.toString(), "--data", data, "--json"))
                .json();
        refused("is not empty", LocalStoa.run("chain", "snapshot", snapshot.toString(), "--data", data));
        refused("holds a network already", LocalStoa.run("chain", "restore", snapshot.toString(), "--data", data));
        restore(
                folder,
                base,
                snapshot,
                made.path("block").asText(),
                made.path("height").asLong());
    }

    private static void restore(Path folder, int base, Path snapshot, String block, long height) throws Exception {
        var second = Files.createDirectory(folder.resolve("second"));
        var data = second.resolve("data").toString();
        var other = "0x" + "12".repeat(32);
        refused(
                "not the trusted one",
                LocalStoa.run("chain", "restore", snapshot.toString(), "--data", data, "--trust", other));
        var restored = done(LocalStoa.run(
                        "chain", "restore", snapshot.toString(), "--data", data, "--trust", block, "--json"))
                .json();
        assertEquals(height, restored.path("height").asLong());
        refused("name that snapshot with --from", LocalStoa.run("chain", "replay", "--data", data));

        Files.delete(second.resolve("data/keys"));
        copy(folder.resolve("data/keys"), second.resolve("data/keys"));
        try (var stoa = LocalStoa.start(second, base)) {
            assertTrue(stoa.stoa("account", "balance", "account-2").out().contains("1000003 STOA"));
            assertTrue(stoa.stoa("session", "list").out().contains("stoa-tiny"), "the read models came along");
            assertEquals(0, stoa.stoa("send", "account-2", "4").code());
            assertTrue(stoa.stoa("account", "balance", "account-2").out().contains("1000007 STOA"));
            var key = done(stoa.stoa("keys", "create", "--json"))
                    .json()
                    .path("key")
                    .asText();
            assertEquals(200, ask(stoa, key), "the old keys are not in a snapshot, new ones work");
            assertEquals(0, stoa.stop());
        }
        var replayed = done(LocalStoa.run("chain", "replay", "--from", snapshot.toString(), "--data", data, "--json"))
                .json();
        assertEquals(height, replayed.path("from").asLong());
        assertTrue(replayed.path("to").asLong() > height, replayed.toString());
    }

    private static int ask(LocalStoa stoa) throws Exception {
        return ask(stoa, stoa.apiKey());
    }

    private static int ask(LocalStoa stoa, String key) throws Exception {
        var body =
                "{\"model\":\"stoa-tiny\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return LocalStoa.post(
                        stoa.gateway() + "/chat/completions", body, java.util.Map.of("authorization", "Bearer " + key))
                .statusCode();
    }

    private static void copy(Path from, Path to) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    private static LocalStoa.Told done(LocalStoa.Told told) {
        assertEquals(0, told.code(), told.err());
        return told;
    }

    private static void refused(String part, LocalStoa.Told told) {
        assertEquals(1, told.code(), told.out());
        assertTrue(told.err().contains(part), "'" + part + "' is not in: " + told.err());
    }
}
