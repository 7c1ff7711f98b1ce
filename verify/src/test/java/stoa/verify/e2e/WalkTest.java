// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The newcomer's walk: what the README and the first hour ask for, typed at a terminal, with the mistakes people make.
class WalkTest {
    private final LocalStoa stoa = LocalStoa.shared();

    @Test
    void up_prints_where_everything_is_and_a_curl_to_paste() throws Exception {
        var printed = stoa.printed();
        for (var part : new String[] {stoa.gateway(), stoa.rpc(), stoa.apiKey(), "curl", "chat/completions"})
            assertTrue(printed.contains(part), part + " is not in:\n" + printed);
    }

    @Test
    void the_ready_file_is_whole_private_and_names_what_programs_need() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(stoa.readyFile())));
        var ready = stoa.ready();
        assertEquals(61_127, ready.path("chainId").asLong());
        assertTrue(ready.path("gateway").asText().endsWith("/v1"));
        assertTrue(ready.path("models").toString().contains("stoa-tiny"));
        assertTrue(ready.path("accounts").size() >= 3);
        assertEquals(
                66, ready.path("accounts").path(0).path("privateKey").asText().length());
        assertTrue(ProcessHandle.of(ready.path("pid").asLong()).isPresent());
    }

    @Test
    void a_chat_is_answered_paid_by_a_voucher_and_settled_on_the_ledger() throws Exception {
        var told = stoa.stoa("chat", "What is a session?", "--max-tokens", "40");
        assertEquals(0, told.code(), told.err());
        assertFalse(told.out().isBlank());
        assertTrue(told.err().contains("receipt="), told.err());
        var receipt = told.err().replaceAll("(?s).*receipt=([^ )]+).*", "$1");
        var shown = stoa.get("/receipts/" + receipt);
        assertEquals(200, shown.statusCode(), shown.body());
        long session = LocalStoa.JSON.readTree(shown.body()).findPath("session").asLong();
        for (int tries = 0; ; tries++) {
            var row = stoa.stoa("session", "show", Long.toString(session), "--json");
            assertEquals(0, row.code(), row.err());
            if (!row.json().findPath("settled").asText("0").equals("0")) break;
            assertTrue(tries < 60, "nothing was settled:\n" + row.out());
            LocalStoa.pause(2_000);
        }
        assertTrue(stoa.stoa("session", "list").out().contains("stoa-tiny"));
    }

    @Test
    void keys_are_made_used_listed_and_revoked() throws Exception {
        var made = stoa.stoa("keys", "create", "--label", "walk", "--budget", "1", "--json");
        assertEquals(0, made.code(), made.err());
        var key = made.json().path("key").asText();
        var id = made.json().path("id").asText();
        assertTrue(key.startsWith("sk-stoa-"), key);
        var body =
                "{\"model\":\"stoa-tiny\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        var uri = stoa.gateway() + "/chat/completions";
        assertEquals(
                200,
                LocalStoa.post(uri, body, Map.of("authorization", "Bearer " + key))
                        .statusCode());
        var listed = stoa.stoa("keys", "list");
        assertTrue(listed.out().contains("walk") && listed.out().contains(id), listed.out());
        assertFalse(listed.out().contains(key), "a key is shown once");
        assertEquals(0, stoa.stoa("keys", "revoke", id).code());
        assertEquals(
                401,
                LocalStoa.post(uri, body, Map.of("authorization", "Bearer " + key))
                        .statusCode());
    }

    @Test
    void accounts_are_made_funded_and_emptied() throws Exception {
        var made = stoa.stoa("account", "new", "walker", "--json");
        assertEquals(0, made.code(), made.err());
        var address = made.json().path("address").asText();
        assertEquals(0, stoa.stoa("faucet", "walker", "12.5").code());
        var balance = stoa.stoa("account", "balance", "walker");
        assertTrue(balance.out().contains("12.5 STOA"), balance.out());
        assertEquals(
                0, stoa.stoa("send", "account-2", "0.5", "--from", "walker").code());
        assertTrue(stoa.stoa("account", "balance", address).out().contains("12 STOA"));
        var imported = LocalStoa.run(
                Map.of(),
                stoa.ready().path("accounts").path(0).path("privateKey").asText() + "\n",
                "account",
                "import",
                "mine",
                "--data",
                stoa.dataDir().toString());
        assertEquals(0, imported.code(), imported.err());
        assertTrue(stoa.stoa("account", "list").out().contains("mine"));
    }

    @Test
    void mistakes_get_one_line_that_says_what_to_do() throws Exception {
        assertLine(2, "see 'stoa --help'", LocalStoa.run("upp"));
        assertLine(2, "Missing required parameter", stoa.stoa("send", "account-2"));
        assertLine(1, "not an amount", stoa.stoa("send", "account-2", "lots"));
        assertLine(1, "no account is called", stoa.stoa("send", "account-2", "1", "--from", "nobody"));
        assertLine(1, "not an address", stoa.stoa("send", "0x12", "1"));
        assertLine(1, "FEE_UNPAYABLE", stoa.stoa("send", "account-2", "999999999"));
        assertLine(1, "there is no session", stoa.stoa("session", "show", "999999"));
        assertLine(1, "not a key's id", stoa.stoa("keys", "revoke", "../x"));
        assertLine(1, "./stoa up", LocalStoa.run("chat", "Hello", "--data", "/tmp/stoa-nothing-here"));
    }

    private static void assertLine(int code, String part, LocalStoa.Told told) {
        assertEquals(code, told.code(), told.err());
        assertTrue(told.err().contains(part), "'" + part + "' is not in: " + told.err());
        assertFalse(told.err().contains("\tat "), "a stack trace is no answer: " + told.err());
    }

    @Test
    void version_and_help_need_no_network() throws Exception {
        assertTrue(LocalStoa.run("--version").out().startsWith("stoa 0."));
        var help = LocalStoa.run("--help").out();
        for (var command : new String[] {
            "up", "chat", "keys", "session", "account", "send", "faucet", "host", "dist", "bench", "soak"
        }) assertTrue(help.contains(command), command + " is not in the help");
    }

    @Test
    void a_network_stops_cleanly_keeps_its_state_and_begins_anew_when_told(@TempDir Path folder) throws Exception {
        int base = LocalStoa.freePortBase();
        String gateway;
        try (var first = LocalStoa.start(folder, base)) {
            assertEquals(0, first.stoa("send", "account-2", "3").code());
            gateway = first.apiKey();
            assertEquals(200, first.ask("/chat/completions", hello()).statusCode());
            assertEquals(0, first.stop(), "SIGTERM is a clean end:\n" + first.printed());
        }
        try (var second = LocalStoa.start(folder, base)) {
            assertTrue(second.stoa("account", "balance", "account-2").out().contains("1000003 STOA"));
            assertEquals(gateway, second.apiKey(), "the key survives");
            assertEquals(200, second.ask("/chat/completions", hello()).statusCode());
            var clash = LocalStoa.run(
                    "up", "--data", folder.resolve("other").toString(), "--port-base", Integer.toString(base));
            assertLine(1, "--port-base", clash);
            var locked = LocalStoa.run(
                    "up",
                    "--data",
                    second.dataDir().toString(),
                    "--port-base",
                    Integer.toString(LocalStoa.freePortBase()));
            assertEquals(1, locked.code());
            assertTrue(locked.err().contains("in use") || locked.err().contains("another process"), locked.err());
            second.stop();
        }
        try (var third = LocalStoa.start(folder, base, "--fresh")) {
            assertTrue(third.stoa("account", "balance", "account-2").out().contains("1000000 STOA"));
            assertNotEquals(gateway, third.apiKey());
        }
    }

    @Test
    void a_directory_that_is_not_ours_is_left_alone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "years of work");
        assertLine(1, "empty --data", LocalStoa.run("up", "--data", folder.toString()));
        assertLine(1, "leaves it alone", LocalStoa.run("up", "--fresh", "--data", folder.toString()));
        assertTrue(Files.exists(folder.resolve("thesis.txt")));
        try (var taken = new ServerSocket(0)) {
            assertTrue(taken.isBound());
        }
    }

    private static String hello() {
        return "{\"model\":\"stoa-tiny\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
