// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.client.Ledger;
import stoa.client.wallet.Wallet;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.openai.OpenAiConfig;
import stoa.engine.openai.OpenAiEngine;
import stoa.host.HostAgent;
import stoa.host.HostConfig;
import stoa.kit.config.Secret;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.io.DirLock;
import stoa.kit.log.Logging;
import stoa.kit.metrics.Metrics;
import stoa.node.Settings;
import stoa.types.Address;
import stoa.types.ModelId;

/// `stoa host run`: a host agent in a process of its own, beside an engine and over somebody's JSON-RPC.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Serve an engine as a registered host until stopped.")
final class HostRunCommand implements Callable<Integer> {
    private static final Duration ENGINE_FIRST_BYTE = Duration.ofMinutes(2);

    @Mixin
    private Common common;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = HostCommand.DEFAULT_NAME,
            description = "The host's key, as registered (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--owner",
            paramLabel = "NAME",
            defaultValue = "account-1",
            description = "Account here that pays for settlements (default: ${DEFAULT-VALUE}).")
    private String owner;

    @Option(
            names = "--engine",
            paramLabel = "URL",
            required = true,
            description = "OpenAI-compatible engine, as http://127.0.0.1:8000/v1.")
    private URI engine;

    @Option(names = "--model", paramLabel = "ID", required = true, description = "The model as the ledger calls it.")
    private String model;

    @Option(
            names = "--engine-model",
            paramLabel = "NAME",
            description = "The model as the engine calls it (default: the same).")
    private Optional<String> engineModel = Optional.empty();

    @Option(names = "--engine-key-file", paramLabel = "FILE", description = "File with the key the engine wants.")
    private Optional<Path> engineKeyFile = Optional.empty();

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "Where gateways reach it; the ledger is told if it says otherwise (default: what the ledger says).")
    private Optional<URI> endpoint = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where it listens (default: ${DEFAULT-VALUE}).")
    private String bind;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "Port it listens on (default: the registered endpoint's).")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the host; docs/generated/config.md lists them. Repeat for more.")
    private Map<String, String> settings = Map.of();

    @Override
    public Integer call() throws Exception {
        var id = HostCommand.model(model);
        Settings.requireKnown(settings);
        Common.url("--engine", engine);
        endpoint.ifPresent(url -> Common.url("--endpoint", url));
        var home = common.home();
        var accounts = new Accounts(home);
        var key = HostCommand.key(common, name);
        var ownerKey = accounts.key(owner);
        try (var ledger = common.ledger();
                var outside = engine()) {
            int listen = checked(ledger, Secp256k1.addressOf(key), Secp256k1.addressOf(ownerKey), id);
            check(outside);
            home.open();
            var folder = home.dir().resolve("hosts").resolve(name);
            try (var _ = DirLock.acquire(folder)) {
                serve(ledger, outside, key, ownerKey, config(folder, listen));
            }
        }
        return 0;
    }

    private void serve(Ledger ledger, Engine outside, PrivateKey key, PrivateKey ownerKey, HostConfig config)
            throws IOException, InterruptedException {
        Logging.toStderr(Level.INFO);
        try (var stop = Stop.onSignal()) {
            try (var wallet = new Wallet(ledger, ownerKey);
                    var agent = HostAgent.start(
                            config, key, outside, ledger, wallet, new Metrics().addJvm(), InstantSource.system())) {
                tell(agent);
                stop.await();
            }
            common.err().println("stopped; receipts and vouchers are in " + config.data());
            common.err().flush();
        }
    }

    private void tell(HostAgent agent) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("host", agent.address().toString());
        facts.put("listens", agent.uri().toString());
        facts.put("model", model);
        facts.put("engine", engine.toString());
        common.print(
                facts,
                "host " + agent.address() + " serves " + model + " at " + agent.uri() + " from the engine at " + engine
                        + "; Ctrl-C settles what it is owed and stops it");
    }

    // ── what must hold before it serves ──

    /// The port to listen on, once the ledger says what this command was told.
    private int checked(Ledger ledger, Address address, Address payer, ModelId id) {
        var host = HostCommand.host(ledger, address);
        var change = "change it with stoa host register --name " + name;
        if (host.retired())
            throw new CliError("host " + address + " is retired: register a new one with another --name");
        if (!host.models().contains(id))
            throw new CliError("the ledger says this host serves " + HostCommand.names(host.models()) + ", not " + id
                    + ": " + change + " --endpoint " + host.endpoint() + " --model " + id);
        boolean moves = endpoint.isPresent() && !endpoint.get().toString().equals(host.endpoint());
        if (moves && !host.owner().equals(payer))
            throw new CliError("the ledger sends gateways to " + Printable.of(host.endpoint()) + ", and only its owner "
                    + host.owner() + " may change that: name that account with --owner");
        int listen = port.orElseGet(() -> portOf(endpoint.map(URI::toString).orElse(host.endpoint())));
        if (listen < 0 || listen > 65_535) throw new CliError("--port is between 0 and 65535");
        return listen;
    }

    private static int portOf(String endpoint) {
        var uri = URI.create(endpoint);
        if (uri.getPort() > 0) return uri.getPort();
        throw new CliError("the endpoint " + Printable.of(endpoint) + " names no port: say which with --port");
    }

    private Engine engine() throws IOException {
        Optional<Secret> secret = engineKeyFile.isPresent()
                ? Optional.of(new Secret(Files.readString(engineKeyFile.get()).strip()))
                : Optional.empty();
        return new OpenAiEngine(new OpenAiConfig(
                engine, secret, model, engineModel.orElse(model), true, ENGINE_FIRST_BYTE, ENGINE_FIRST_BYTE));
    }

    private void check(Engine outside) {
        try {
            outside.models();
        } catch (EngineException e) {
            throw new CliError("the engine at " + engine + " cannot be used: " + e.getMessage()
                    + (engineModel.isEmpty() ? " (its own name for the model goes into --engine-model)" : ""));
        }
    }

    private HostConfig config(Path folder, int listen) {
        var fixed = new TreeMap<>(Map.of(
                "host.bind", bind,
                "host.port", Integer.toString(listen),
                "host.data", folder.toString()));
        endpoint.ifPresent(url -> fixed.put("host.public", url.toString()));
        return Settings.of(HostConfig.class, settings, Map.of(), fixed);
    }
}
