// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.kit.json.Json;
import stoa.types.Amount;

/// `stoa session …`.
@Command(
        name = "session",
        mixinStandardHelpOptions = true,
        description = "Sessions on the ledger: deposits, lanes, what was settled.",
        subcommands = {SessionCommand.ListAll.class, SessionCommand.Show.class})
final class SessionCommand extends Group {
    private static final int ROWS_MOST = 1_000;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The newest sessions.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--payer",
                paramLabel = "ACCOUNT",
                description = "Only this payer's: an address, or the name of an account here.")
        private Optional<String> payer = Optional.empty();

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "Only those with a lane of this host: its address, or the name of its key here.")
        private Optional<String> host = Optional.empty();

        @Option(
                names = "--most",
                paramLabel = "N",
                defaultValue = "20",
                description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
        private int most;

        @Override
        public Integer call() throws Exception {
            if (most < 1 || most > ROWS_MOST) throw new CliError("--most is between 1 and " + ROWS_MOST);
            var accounts = new Accounts(common.home());
            var filter = Json.object().put("most", most);
            if (payer.isPresent())
                filter.put("payer", accounts.resolve(payer.get()).toString());
            if (host.isPresent())
                filter.put("host", accounts.resolve(host.get()).toString());
            var sessions = Quantities.decimal(Rpc.call(common.rpcUri(), "stoa_sessions", filter));
            var text = new StringBuilder(line("session", "phase", "model", "deposit", "settled", "payer"));
            for (var session : sessions)
                text.append(System.lineSeparator())
                        .append(line(
                                session.path("session").asText(),
                                phase(session),
                                session.path("model").asText(),
                                money(session, "deposit"),
                                money(session, "settled"),
                                session.path("payer").asText()));
            common.print(
                    sessions, sessions.isEmpty() ? "no sessions yet; ask something with stoa chat" : text.toString());
            return 0;
        }

        private static String line(
                String session, String phase, String model, String deposit, String settled, String payer) {
            return String.format(
                    Locale.ROOT, "%8s  %-8s  %-16s  %20s  %20s  %s", session, phase, model, deposit, settled, payer);
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One session with its lanes, settlements and payments.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "SESSION", description = "Its number.")
        private long session;

        @Override
        public Integer call() throws Exception {
            if (session < 0) throw new CliError("a session's number is not negative; see stoa session list");
            var uri = common.rpcUri();
            var row = Quantities.decimal(Rpc.call(uri, "stoa_session", session));
            if (!(row instanceof ObjectNode found))
                throw new CliError("there is no session " + session + "; see stoa session list");
            found.set("settlements", rows(uri, "stoa_settlements"));
            found.set("payments", rows(uri, "stoa_payments"));
            common.print(found, String.join(System.lineSeparator(), text(found)));
            return 0;
        }

        private JsonNode rows(URI uri, String method) throws IOException {
            return Quantities.decimal(
                    Rpc.call(uri, method, Json.object().put("session", session).put("most", ROWS_MOST)));
        }

        private static List<String> text(JsonNode row) {
            var lines = new ArrayList<String>();
            lines.add("session " + row.path("session").asText() + " on "
                    + row.path("model").asText() + ", " + phase(row)
                    + (row.path("phase").asText().equals("CLOSED") ? "" : ", ends " + time(row, "closesSeconds")));
            lines.add("payer     " + row.path("payer").asText()
                    + (row.path("delegation").asLong() == 0
                            ? ""
                            : " under delegation " + row.path("delegation").asText()));
            lines.add("deposit   " + money(row, "deposit") + ", settled " + money(row, "settled") + ", returned "
                    + money(row, "returned"));
            for (var lane : row.path("laneList"))
                lines.add("lane " + lane.path("lane").asText() + "    host "
                        + lane.path("host").asText() + ", "
                        + lane.path("seats").asText() + " seats, "
                        + lane.path("answers").asText() + " answers, earned "
                        + money(lane, "earned") + " of " + money(lane, "allowance")
                        + (lane.path("frozenSeconds").asLong() == 0 ? "" : ", frozen"));
            for (var settled : row.path("settlements"))
                lines.add("settled   " + time(settled, "timeSeconds") + " lane "
                        + settled.path("lane").asText() + ", block "
                        + settled.path("height").asText() + ": "
                        + (settled.has("refused")
                                ? "refused, "
                                        + settled.path("refused").path("text").asText()
                                : money(settled, "paid") + " for "
                                        + settled.path("answers").asText() + " answers in all"));
            for (var paid : row.path("payments"))
                lines.add("paid      " + time(paid, "timeSeconds") + " to owner "
                        + paid.path("owner").asText() + ": " + money(paid, "paid") + ", burned " + money(paid, "burned")
                        + ", checks " + money(paid, "checks"));
            return lines;
        }
    }

    private static String phase(JsonNode session) {
        return session.path("phase").asText().toLowerCase(Locale.ROOT);
    }

    private static String money(JsonNode row, String field) {
        return Money.show(new Amount(row.path(field).asLong()));
    }

    private static String time(JsonNode row, String field) {
        return Instant.ofEpochSecond(row.path(field).asLong()).toString();
    }
}
