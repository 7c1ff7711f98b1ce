// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import stoa.client.Ledger;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.market.Wire;
import stoa.types.state.Host;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;

/// `stoa host status`: what the ledger and the host itself say of it, and what its owner should do.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "One host in plain words: what it serves, its standing, what it has earned, what to do.")
final class HostStatusCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int STATUS_BYTES_MAX = 1 << 20;
    private static final int ROWS_MOST = 100_000;

    @Mixin
    private Common common;

    @Parameters(
            paramLabel = "HOST",
            defaultValue = HostCommand.DEFAULT_NAME,
            description = "Address, or the name of its key here (default: ${DEFAULT-VALUE}).")
    private String which;

    @Override
    public Integer call() throws Exception {
        var address = HostCommand.resolve(common, which);
        try (var ledger = common.ledger()) {
            var host = HostCommand.host(ledger, address);
            var facts = Json.object()
                    .put("host", address.toString())
                    .put("owner", host.owner().toString())
                    .put("endpoint", host.endpoint())
                    .put("retired", host.retired())
                    .put("collateralObol", host.collateral().obol());
            var lines = new ArrayList<String>();
            var advice = new ArrayList<String>();
            lines.add("host " + address + (host.retired() ? " (retired)" : "") + ", owner " + host.owner());
            lines.add("serves      " + HostCommand.names(host.models()) + " at " + Printable.of(host.endpoint()));
            standing(ledger, address, host, facts, lines, advice);
            lines.add("collateral  " + Money.show(host.collateral()) + withdrawals(ledger, address, facts));
            pending(ledger, address, host, facts, lines);
            earned(address, facts, lines);
            reached(host, facts, lines, advice);
            if (host.collateral().isZero() && !host.retired())
                advice.add(
                        "it has nothing at stake, so its weight is not backed and draws no seats: stoa host register --collateral AMOUNT with the same --endpoint and --model");
            if (host.retired()) advice.clear();
            var todo = facts.putArray("todo");
            advice.forEach(todo::add);
            advice.forEach(line -> lines.add("to do       " + line));
            common.print(facts, String.join(System.lineSeparator(), lines));
            return 0;
        }
    }

    // ── what the ledger says ──

    private static void standing(
            Ledger ledger, Address address, Host host, ObjectNode facts, List<String> lines, List<String> advice) {
        var list = facts.putArray("standing");
        for (var model : host.models()) {
            var row =
                    ledger.get(Tables.STANDING, new StandingKey(model, address)).orElse(new Standing(0, 0, 0));
            list.addObject()
                    .put("model", model.name())
                    .put("provenRate", row.provenRate())
                    .put("weight", row.weight())
                    .put("backed", row.backed());
            lines.add("standing    " + model + ": " + row.provenRate() + " units/s proven, weight " + row.weight()
                    + ", backed " + row.backed());
            if (row.weight() == 0 && !host.retired())
                advice.add(
                        "no weight on " + model + " yet: standing is set at the end of each epoch; wait for the next");
            else if (row.backed() == 0 && !host.collateral().isZero() && !host.retired())
                advice.add("its collateral backs nothing on " + model
                        + " yet: standing is set at the end of each epoch; wait for the next");
        }
    }

    private static String withdrawals(Ledger ledger, Address address, ObjectNode facts) {
        var rows = ledger.rows(Tables.WITHDRAWALS, Tables.withdrawalsOf(address), ROWS_MOST);
        var list = facts.putArray("unbonding");
        var sum = Amount.ZERO;
        for (var row : rows) {
            list.addObject()
                    .put("obol", row.value().obol())
                    .put("returnsSeconds", row.key().dueSeconds());
            sum = sum.plus(row.value());
        }
        if (rows.isEmpty()) return "";
        return "; " + Money.show(sum) + " more return to the owner, the first at "
                + Instant.ofEpochSecond(rows.getFirst().key().dueSeconds());
    }

    private static void pending(Ledger ledger, Address address, Host host, ObjectNode facts, List<String> lines) {
        var first = ledger.rows(Tables.PENDING, Tables.pendingOf(address), ROWS_MOST).stream()
                .mapToLong(row -> row.value().dueSeconds())
                .min();
        facts.put("pendingObol", host.pending().obol());
        first.ifPresent(due -> facts.put("nextReleaseSeconds", due));
        lines.add("pending     " + Money.show(host.pending())
                + (first.isPresent()
                        ? ", the next part is released at " + Instant.ofEpochSecond(first.getAsLong())
                        : ""));
    }

    /// Sums that only the read models keep.
    private void earned(Address address, ObjectNode facts, List<String> lines) throws IOException {
        var row = Quantities.decimal(Rpc.call(common.rpcUri(), "stoa_host", address.toString()));
        var settled = new Amount(row.path("settled").asLong());
        var paid = new Amount(row.path("paid").asLong());
        facts.put("settledObol", settled.obol()).put("paidObol", paid.obol());
        lines.add("earned      " + Money.show(settled) + " settled in all, " + Money.show(paid)
                + " of it paid to the owner");
    }

    // ── what the host says ──

    private static void reached(Host host, ObjectNode facts, List<String> lines, List<String> advice) {
        var answer = facts.putObject("reached");
        var why = "";
        try (var http = new HttpClient(HttpClientConfig.defaults().withMaxBodyBytes(STATUS_BYTES_MAX))) {
            var reply = http.send(HttpCall.get(URI.create(host.endpoint() + Wire.STATUS), WAIT));
            if (reply.ok()) {
                var status = Json.parse(reply.body());
                answer.put("reached", true).set("status", status);
                lines.add("reached     yes: " + said(status));
                if (status.path("engine").asText("").equals("down"))
                    advice.add("its engine does not answer ("
                            + Printable.of(status.path("why").asText()) + "): start the engine");
                return;
            }
            why = "it answered HTTP " + reply.status();
        } catch (IOException | MalformedJson | IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        }
        answer.put("reached", false).put("why", why);
        lines.add("reached     no: " + Printable.of(why));
        advice.add("gateways cannot reach it from here: start it with stoa host run, or correct its --endpoint");
    }

    private static String said(JsonNode status) {
        var engine = status.path("engine").asText("");
        return (engine.isEmpty() ? "it answers" : "engine " + Printable.of(engine)) + ", "
                + status.path("inFlight").asInt() + " of " + status.path("most").asInt() + " answers in flight, "
                + status.path("lanes").asInt() + " lanes";
    }
}
