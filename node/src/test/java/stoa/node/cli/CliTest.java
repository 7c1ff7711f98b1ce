// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import stoa.kit.json.Json;

/// The command line where no network runs: what is refused, in which words, and what `--json` prints.
class CliTest {
    @TempDir
    private Path folder;

    private record Told(int code, String out, String err) {}

    private Told run(String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Stoa.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Told(code, out.toString().strip(), err.toString().strip());
    }

    /// With a data directory of its own.
    private Told here(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        return run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | upp | did you mean up?; see 'stoa --help'",
                "2 | chat | Missing required parameter: 'TEXT'; see 'stoa chat --help'",
                "2 | send account-2 | see 'stoa send --help'",
                "2 | up --hosts many | 'many' is not an int",
                "2 | session show x | see 'stoa session show --help'",
                "2 | host register --model stoa-tiny | Missing required option: '--endpoint",
                "2 | chat Hello --rpc ::: | see 'stoa chat --help'",
                "1 | up --hosts 0 | --hosts is between 1 and 64",
                "1 | up --hosts 65 | --hosts is between 1 and 64",
                "1 | up --port-base 65001 | --port-base is between",
                "1 | up --engine http://127.0.0.1:1/v1 | --engine and --model go together",
                "1 | up --model x | --engine and --model go together",
                "1 | up --engine ftp://x --model x | is a URL like",
                "1 | up --engine http://127.0.0.1:1/v1 --model A | a model's name has",
                "1 | up --ready-file . | is a directory",
                "1 | up --ready-file /nowhere/at/all/x | there is no directory",
                "1 | chat Hello | start one with ./stoa up",
                "1 | keys list | start one with ./stoa up",
                "1 | keys create --budget lots | not an amount",
                "1 | keys create --expires-in soon | not a duration",
                "1 | keys revoke ../../x | not a key's id",
                "1 | session list | start one with ./stoa up",
                "1 | session list --most 0 | --most is between",
                "1 | session list --rpc mailto:x | is not a URL like",
                "1 | account balance nobody | no account is called 'nobody'",
                "1 | account balance 0x12 | is not an address",
                "1 | account new Not_A_Name | is not an account name",
                "1 | send 0x12 1 | is not an address",
                "1 | send 0x0000000000000000000000000000000000000001 lots | not an amount",
                "1 | faucet 0x0000000000000000000000000000000000000001 | no local network's faucet",
                "1 | host register --endpoint gpu --model stoa-tiny | is not a base URL",
                "1 | host register --endpoint http://x --model A | a model's name has",
                "1 | host register --endpoint http://x --model a --collateral 1wei | finer than an obol",
                "1 | host run --engine nope --model a | is not a URL like",
                "1 | host run --engine http://x --model a --set host.concurency=9 | did you mean host.concurrency?",
                "1 | up --set gateway.atempts=9 | did you mean gateway.attempts?",
                "1 | up --set colour=red | docs/generated/config.md lists them",
                "2 | up --set colour | see 'stoa up --help'",
                "1 | host run --engine http://x --model a | stoa host register --name host",
                "1 | host status nobody | no host's key is called 'nobody'",
                "1 | host status 0x12 | is not an address",
                "1 | host status ../x | no host's key is called",
                "1 | host retire --owner nobody | no account is called 'nobody'",
                "1 | chain replay | there is no",
                "1 | chain restore /nowhere | is no snapshot",
                "1 | chain restore /nowhere --trust 0x12 | --trust is a block hash",
                "1 | soak nothing | there is no soak 'nothing'",
                "1 | soak books --minutes 0 | --minutes is between",
                "1 | bench gateway --rounds 0 | at least 1"
            })
    void a_mistake_gets_one_line_that_says_what_to_do(int code, String words, String part) {
        var told = here(words.split(" "));
        assertEquals(code, told.code(), told.err());
        assertTrue(told.err().contains(part), "'" + part + "' is not in: " + told.err());
        assertEquals(1, told.err().lines().count(), told.err());
        assertEquals("", told.out(), "a mistake prints nothing on stdout");
    }

    @Test
    void a_secret_never_appears_in_a_refusal() throws Exception {
        var secret = "0x" + "ab".repeat(31);
        var file = Files.writeString(folder.resolve("key"), secret);
        var told = here("account", "import", "mine", file.toString());
        assertEquals(1, told.code());
        assertTrue(told.err().contains("is not a private key"), told.err());
        assertFalse(told.err().contains("abab"), told.err());
    }

    @Test
    void accounts_are_made_and_listed_without_a_network() {
        var made = here("account", "new", "walker", "--json");
        assertEquals(0, made.code(), made.err());
        var address = Json.parse(made.out()).path("address").asText();
        assertTrue(address.matches("0x[0-9a-fA-F]{40}"), made.out());
        assertTrue(here("account", "list").out().contains(address));
        assertEquals(1, Json.parse(here("account", "list", "--json").out()).size());
        var twice = here("account", "new", "walker");
        assertEquals(1, twice.code());
        assertTrue(twice.err().contains("exists already"), twice.err());
    }

    @Test
    void every_command_takes_json_and_says_so() {
        for (var command : leaves(Stoa.line())) {
            if (command.getCommandSpec().usageMessage().hidden()) continue;
            assertTrue(
                    command.getCommandSpec().optionsMap().containsKey("--json"),
                    command.getCommandSpec().qualifiedName() + " has no --json");
        }
    }

    @Test
    void every_command_tells_the_version() {
        for (var words : new String[][] {{"--version"}, {"up", "-V"}, {"host", "run", "--version"}})
            assertTrue(run(words).out().startsWith("stoa 0."), String.join(" ", words));
    }

    @Test
    void a_group_alone_shows_what_it_holds() {
        for (var group : new String[] {"keys", "session", "account", "host", "engine", "model", "chain", "bench"}) {
            var told = run(group);
            assertEquals(0, told.code(), told.err());
            assertTrue(told.out().contains("Commands:"), told.out());
        }
    }

    static List<CommandLine> leaves(CommandLine line) {
        if (line.getSubcommands().isEmpty()) return List.of(line);
        return line.getSubcommands().values().stream()
                .flatMap(each -> leaves(each).stream())
                .toList();
    }
}
