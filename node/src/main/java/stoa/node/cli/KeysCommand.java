// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.json.Json;
import stoa.types.Amount;

/// `stoa keys …`: the gateway's API keys, over its admin interface.
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "API keys of the local gateway.",
        subcommands = {KeysCommand.Create.class, KeysCommand.ListAll.class, KeysCommand.Revoke.class})
final class KeysCommand extends Group {
    private static final Duration WAIT = Duration.ofSeconds(10);

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a key; it is shown once and stored as a hash.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(names = "--label", paramLabel = "TEXT", defaultValue = "", description = "For people.")
        private String label;

        @Option(
                names = "--budget",
                paramLabel = "AMOUNT",
                description = "Most it may ever spend (default: no limit of its own).")
        private Optional<String> budget = Optional.empty();

        @Option(names = "--per-period", paramLabel = "AMOUNT", description = "Most it may spend in one period.")
        private Optional<String> perPeriod = Optional.empty();

        @Option(
                names = "--period",
                paramLabel = "DURATION",
                defaultValue = "1d",
                description = "Length of that period (default: ${DEFAULT-VALUE}).")
        private String period;

        @Option(names = "--per-request", paramLabel = "AMOUNT", description = "Most one answer may cost.")
        private Optional<String> perRequest = Optional.empty();

        @Option(names = "--models", paramLabel = "ID", split = ",", description = "Only these models.")
        private List<String> models = List.of();

        @Option(names = "--expires-in", paramLabel = "DURATION", description = "As 30d, 12h or 15m (default: never).")
        private Optional<String> expiresIn = Optional.empty();

        @Option(names = "--requests-per-minute", paramLabel = "N", description = "Most requests in a minute.")
        private Optional<Long> requestsPerMinute = Optional.empty();

        @Option(names = "--tokens-per-minute", paramLabel = "N", description = "Most tokens in a minute.")
        private Optional<Long> tokensPerMinute = Optional.empty();

        @Option(
                names = "--delegation",
                paramLabel = "N",
                defaultValue = "0",
                description =
                        "Whose money: a delegation to the gateway on the ledger (default: the gateway's own account).")
        private long delegation;

        @Override
        public Integer call() throws Exception {
            var body = Json.object().put("label", label).put("delegation", delegation);
            budget.ifPresent(amount -> body.put("budget", Money.amount(amount).obol()));
            perRequest.ifPresent(
                    amount -> body.put("perRequest", Money.amount(amount).obol()));
            if (perPeriod.isPresent())
                body.put("perPeriod", Money.amount(perPeriod.get()).obol())
                        .put("periodSeconds", duration(period).toSeconds());
            requestsPerMinute.ifPresent(most -> body.put("requestsPerMinute", most));
            tokensPerMinute.ifPresent(most -> body.put("tokensPerMinute", most));
            var list = body.putArray("models");
            models.forEach(list::add);
            if (expiresIn.isPresent())
                body.put(
                        "expires",
                        java.time.Instant.now().plus(duration(expiresIn.get())).getEpochSecond());
            var made = admin(common, "POST", "/admin/keys", Json.write(body));
            common.print(
                    made,
                    made.path("key").asText() + System.lineSeparator() + "(id "
                            + made.path("id").asText() + "; keep the key, it is not shown again)");
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "All keys, without the keys themselves.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() throws Exception {
            var answer = admin(common, "GET", "/admin/keys", new byte[0]);
            var keys = answer.path("keys");
            var text = new StringBuilder(line("id", "state", "spent", "budget", "label"));
            for (var key : keys)
                text.append(System.lineSeparator())
                        .append(line(
                                key.path("id").asText(),
                                key.path("revoked").asBoolean() ? "revoked" : "live",
                                money(key.path("spent")),
                                key.hasNonNull("budget") ? money(key.path("budget")) : "-",
                                Printable.of(key.path("label").asText())));
            common.print(keys, keys.isEmpty() ? "no keys yet; make one with stoa keys create" : text.toString());
            return 0;
        }

        private static String line(String id, String state, String spent, String budget, String label) {
            return String.format(Locale.ROOT, "%-20s  %-7s  %20s  %20s  %s", id, state, spent, budget, label);
        }

        private static String money(JsonNode obol) {
            return Money.show(new Amount(obol.asLong()));
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a key at once.")
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "ID", description = "Its id, from stoa keys list.")
        private String id;

        @Override
        public Integer call() throws Exception {
            if (!id.matches("[A-Za-z0-9_-]{1,64}"))
                throw new CliError("'" + id + "' is not a key's id; see stoa keys list");
            var answer = admin(common, "DELETE", "/admin/keys/" + id, new byte[0]);
            common.print(answer, "revoked " + id);
            return 0;
        }
    }

    private static Duration duration(String text) {
        var match = java.util.regex.Pattern.compile("([0-9]{1,6})([smhd])").matcher(text);
        if (!match.matches() || Long.parseLong(match.group(1)) == 0)
            throw new CliError("'" + text + "' is not a duration: write 30d, 12h, 15m or 90s");
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static JsonNode admin(Common common, String method, String path, byte[] body) throws IOException {
        var ready = common.ready();
        var token = common.home().gateway().resolve("admin.token");
        if (!Files.exists(token)) throw new CliError("the gateway's admin token is not here (" + token + ")");
        var base = URI.create(ready.gateway()).resolve("/");
        var headers = Headers.of(
                "authorization", "Bearer " + Files.readString(token).strip(), "content-type", "application/json");
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var reply = http.send(new HttpCall(method, base.resolve(path), headers, body, WAIT));
            if (!reply.ok()) throw new CliError(ChatCommand.message(reply.body(), reply.status()));
            return reply.body().length == 0 ? Json.object() : Json.parse(reply.body());
        }
    }
}
