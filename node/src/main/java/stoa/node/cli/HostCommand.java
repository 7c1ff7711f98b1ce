// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.client.Ledger;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.TxRefused;
import stoa.client.wallet.Wallet;
import stoa.host.HostRegistration;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Host;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// `stoa host …`: what an owner does with a host, from its registration to its end.
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        description = "Put an engine on the market: register a host, run it, see what it earns.",
        subcommands = {
            HostCommand.Register.class,
            HostCommand.ListAll.class,
            HostStatusCommand.class,
            HostRunCommand.class,
            HostCommand.Retire.class
        })
final class HostCommand extends Group {
    static final String DEFAULT_NAME = "host";
    private static final int HOSTS_MOST = 10_000;

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description =
                    "Make the ledger say that this host serves these models there. Again with other values: changes them.")
    static final class Register implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--owner",
                paramLabel = "NAME",
                defaultValue = "account-1",
                description = "Account that owns the host and pays (default: ${DEFAULT-VALUE}).")
        private String owner;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = DEFAULT_NAME,
                description = "The host's own key, made on first use (default: ${DEFAULT-VALUE}).")
        private String name;

        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                required = true,
                description = "Where gateways reach it, as https://gpu.example.org:8410.")
        private String endpoint;

        @Option(
                names = "--model",
                paramLabel = "ID",
                required = true,
                split = ",",
                description = "What it serves; several with commas.")
        private List<String> models;

        @Option(
                names = "--collateral",
                paramLabel = "AMOUNT",
                defaultValue = "0",
                description =
                        "How much it shall have at stake; what is missing is deposited (default: ${DEFAULT-VALUE}).")
        private String collateral;

        @Override
        public Integer call() throws Exception {
            var wanted = wanted();
            var accounts = new Accounts(common.home());
            var ownerKey = accounts.key(owner);
            try (var ledger = common.ledger();
                    var wallet = new Wallet(ledger, ownerKey)) {
                wanted.models().forEach(model -> checkModel(ledger, model));
                var key = accounts.keyOrNew(name);
                var report = HostRegistration.register(wallet, key, wanted);
                return told(Secp256k1.addressOf(key), host(ledger, Secp256k1.addressOf(key)), report);
            } catch (TxRefused e) {
                throw new CliError(Transactions.refusal(e.reason()) + hint(e.reason()));
            }
        }

        private HostRegistration.Wanted wanted() {
            boolean sound = endpoint.matches("https?://[!-~]+") && endpoint.length() <= Host.MOST_ENDPOINT_BYTES;
            if (!sound)
                throw new CliError("--endpoint '" + Printable.of(endpoint) + "' is not a base URL of at most "
                        + Host.MOST_ENDPOINT_BYTES + " characters, as https://gpu.example.org:8410");
            var served = models.stream().map(HostCommand::model).toList();
            try {
                return new HostRegistration.Wanted(new URI(endpoint), served, Money.amount(collateral));
            } catch (URISyntaxException e) {
                throw new CliError("--endpoint '" + Printable.of(endpoint) + "' is not a URL: " + e.getReason());
            }
        }

        private String hint(Reason reason) {
            return switch (reason) {
                case HOST_NOT_YOURS -> ": name its --owner, or another --name for a new host";
                case HOST_RETIRED -> ": register a new one with another --name";
                case BALANCE_TOO_LOW -> ": see stoa account balance " + owner;
                default -> "";
            };
        }

        private int told(Address address, Host host, HostRegistration.Report report) {
            var did = new ArrayList<String>();
            if (report.registered()) did.add("registered");
            if (report.updated()) did.add("changed");
            if (!report.deposited().isZero()) did.add(Money.show(report.deposited()) + " deposited");
            if (did.isEmpty()) did.add("nothing to change");
            var facts = new LinkedHashMap<String, Object>();
            facts.put("host", address.toString());
            facts.put("name", name);
            facts.put("owner", host.owner().toString());
            facts.put("endpoint", host.endpoint());
            facts.put("models", host.models().stream().map(ModelId::name).toList());
            facts.put("collateralObol", host.collateral().obol());
            facts.put("registered", report.registered());
            facts.put("changed", report.updated());
            facts.put("depositedObol", report.deposited().obol());
            common.print(
                    facts,
                    "host " + address + ": " + String.join(", ", did) + "; it serves " + names(host.models()) + " at "
                            + host.endpoint() + " with " + Money.show(host.collateral()) + " at stake");
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "All hosts on the ledger.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--owner",
                paramLabel = "ACCOUNT",
                description = "Only this owner's: an address, or the name of an account here.")
        private java.util.Optional<String> owner = java.util.Optional.empty();

        @Override
        public Integer call() throws Exception {
            var whose = owner.isPresent()
                    ? java.util.Optional.of(new Accounts(common.home()).resolve(owner.get()))
                    : java.util.Optional.<Address>empty();
            var facts = Json.array();
            var text = new StringBuilder(line("host", "state", "collateral", "pending", "models", "endpoint"));
            try (var ledger = common.ledger()) {
                for (var row : ledger.rows(Tables.HOSTS, Bytes.EMPTY, HOSTS_MOST)) {
                    var host = row.value();
                    if (whose.isPresent() && !host.owner().equals(whose.get())) continue;
                    var item = facts.addObject()
                            .put("host", row.key().toString())
                            .put("owner", host.owner().toString())
                            .put("endpoint", host.endpoint())
                            .put("collateralObol", host.collateral().obol())
                            .put("pendingObol", host.pending().obol())
                            .put("retired", host.retired());
                    var models = item.putArray("models");
                    host.models().forEach(model -> models.add(model.name()));
                    text.append(System.lineSeparator())
                            .append(line(
                                    row.key().toString(),
                                    host.retired() ? "retired" : "active",
                                    Money.show(host.collateral()),
                                    Money.show(host.pending()),
                                    names(host.models()),
                                    Printable.of(host.endpoint())));
                }
            }
            common.print(facts, facts.isEmpty() ? "no hosts yet; see stoa host register --help" : text.toString());
            return 0;
        }

        private static String line(
                String host, String state, String collateral, String pending, String models, String endpoint) {
            return String.format(
                    Locale.ROOT,
                    "%-42s  %-7s  %18s  %18s  %-16s  %s",
                    host,
                    state,
                    collateral,
                    pending,
                    models,
                    endpoint);
        }
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = "End a host: no more seats are drawn for it, what it serves runs out. There is no way back.")
    static final class Retire implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(
                paramLabel = "HOST",
                defaultValue = DEFAULT_NAME,
                description = "Address, or the name of its key here (default: ${DEFAULT-VALUE}).")
        private String which;

        @Option(
                names = "--owner",
                paramLabel = "NAME",
                defaultValue = "account-1",
                description = "Account that owns it (default: ${DEFAULT-VALUE}).")
        private String owner;

        @Option(
                names = "--withdraw",
                description = "Take its collateral back too; it returns by itself once it is unbonded.")
        private boolean withdraw;

        @Override
        public Integer call() throws Exception {
            var accounts = new Accounts(common.home());
            var ownerKey = accounts.key(owner);
            var address = resolve(common, which);
            try (var ledger = common.ledger()) {
                var host = HostCommand.host(ledger, address);
                var did = new ArrayList<String>();
                if (!host.retired()) {
                    Transactions.run(ledger, ownerKey, new Verb.RetireHost(address), Coin.ZERO);
                    did.add("retired");
                }
                var facts = new LinkedHashMap<String, Object>();
                facts.put("host", address.toString());
                facts.put("retired", true);
                facts.put("collateralObol", host.collateral().obol());
                if (withdraw && !host.collateral().isZero()) {
                    long due = unbond(ledger, ownerKey, address, host.collateral());
                    facts.put("returnsSeconds", due);
                    did.add(Money.show(host.collateral()) + " return to the owner at "
                            + java.time.Instant.ofEpochSecond(due));
                } else if (!host.collateral().isZero()) {
                    did.add(Money.show(host.collateral()) + " stay at stake until stoa host retire " + which
                            + " --withdraw");
                }
                if (did.isEmpty()) did.add("retired before");
                facts.put("did", did);
                common.print(facts, "host " + address + ": " + String.join("; ", did));
                return 0;
            }
        }

        private static long unbond(Ledger ledger, PrivateKey ownerKey, Address address, Amount amount) {
            Outcome.Done done =
                    Transactions.run(ledger, ownerKey, new Verb.WithdrawCollateral(address, amount), Coin.ZERO);
            return done.the(Event.CollateralUnbonding.class).dueSeconds();
        }
    }

    // ── shared ──

    static Host host(Ledger ledger, Address address) {
        return ledger.get(Tables.HOSTS, address)
                .orElseThrow(() -> new CliError("the ledger knows no host " + address
                        + "; see stoa host list, or register it with stoa host register"));
    }

    /// The host's address: given as one, or by the name of its key here.
    static Address resolve(Common common, String which) throws IOException {
        boolean address = which.startsWith("0x") || which.startsWith("0X");
        return address ? new Accounts(common.home()).resolve(which) : Secp256k1.addressOf(key(common, which));
    }

    /// The host's own key, made when it was registered.
    static PrivateKey key(Common common, String name) throws IOException {
        var accounts = new Accounts(common.home());
        if (accounts.has(name)) return accounts.key(name);
        throw new CliError(
                "no host's key is called '" + Printable.of(name) + "' here: register it with stoa host register --name "
                        + Printable.of(name) + ", or take an address from stoa host list");
    }

    static ModelId model(String text) {
        if (!ModelId.valid(text))
            throw new CliError("--model '" + Printable.of(text) + "': a model's name has 1 to " + ModelId.MOST
                    + " characters of a-z 0-9 . _ / : -");
        return new ModelId(text);
    }

    static String names(List<ModelId> models) {
        return String.join(",", models.stream().map(ModelId::name).toList());
    }

    private static void checkModel(Ledger ledger, ModelId model) {
        var row = ledger.get(Tables.MODELS, model);
        if (row.isPresent() && !row.get().retired()) return;
        var known = ledger.rows(Tables.MODELS, Bytes.EMPTY, HOSTS_MOST).stream()
                .filter(entry -> !entry.value().retired())
                .map(entry -> entry.key().name())
                .toList();
        throw new CliError("the network has no model '" + model + "'; it has " + String.join(", ", known));
    }
}
