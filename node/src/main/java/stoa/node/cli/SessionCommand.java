// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.kit.json.Json;

/// `stoa session …`.
@Command(
        name = "session",
        mixinStandardHelpOptions = true,
        description = "Sessions on the ledger: deposits, lanes, what was settled.",
        subcommands = {SessionCommand.ListAll.class, SessionCommand.Show.class})
final class SessionCommand extends Group {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The newest sessions.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(names = "--payer", paramLabel = "ADDRESS", description = "Only this payer's.")
        private Optional<String> payer = Optional.empty();

        @Option(names = "--host", paramLabel = "ADDRESS", description = "Only those with a lane of this host.")
        private Optional<String> host = Optional.empty();

        @Option(names = "--most", paramLabel = "N", defaultValue = "20", description = "How many (default: ${DEFAULT-VALUE}).")
        private int most;

        @Override
        public Integer call() throws Exception {
            var filter = Json.object().put("limit", most);
            payer.ifPresent(value -> filter.put("payer", value));
            host.ifPresent(value -> filter.put("host", value));
            var result = Rpc.call(common.rpcUri(), "stoa_sessions", filter);
            var sessions = result.isArray() ? result : result.path("sessions");
            var text = new StringBuilder(String.format(
                    Locale.ROOT, "%8s  %-8s  %-16s  %14s  %14s  %s", "session", "phase", "model", "deposit", "settled", "payer"));
            for (var session : sessions) text.append(System.lineSeparator()).append(line(session));
            common.print(result, sessions.isEmpty() ? "no sessions yet" : text.toString());
            return 0;
        }

        private static String line(JsonNode session) {
            return String.format(
                    Locale.ROOT,
                    "%8s  %-8s  %-16s  %14s  %14s  %s",
                    session.path("id").asText(session.path("session").asText()),
                    session.path("phase").asText(),
                    session.path("model").asText(),
                    session.path("deposit").asText(),
                    session.path("settled").asText(),
                    session.path("payer").asText());
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "One session with its lanes, settlements and payments.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "SESSION", description = "Its number.")
        private long session;

        @Override
        public Integer call() throws Exception {
            var result = Rpc.call(common.rpcUri(), "stoa_session", session);
            if (result.isNull() || result.isMissingNode()) throw new CliError("there is no session " + session);
            common.print(result, Outline.of(result));
            return 0;
        }
    }
}
