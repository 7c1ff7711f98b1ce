// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.kit.io.DirLock;
import stoa.kit.log.Logging;
import stoa.node.Activity;
import stoa.node.Home;
import stoa.node.LocalNetwork;
import stoa.node.Network;
import stoa.node.NetworkConfig;
import stoa.node.Ready;

/// `stoa up`: a whole network in one process.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Run a whole network on this machine: ledger, hosts, gateway, JSON-RPC.")
final class UpCommand implements Callable<Integer> {
    private static final long LOG_BYTES = 16L << 20;
    private static final int LOG_FILES = 4;

    @Mixin
    private Common common;

    @Option(names = "--fresh", description = "Begin anew: what the data directory held is gone.")
    private boolean fresh;

    @Option(names = "--hosts", paramLabel = "N", description = "Hosts of a new network, 1 to 64 (default: 3).")
    private Optional<Integer> hosts = Optional.empty();

    @Option(
            names = "--port-base",
            paramLabel = "P",
            defaultValue = "8400",
            description = "Gateway on P, JSON-RPC on P+1, metrics on P+2, hosts from P+10 (default: ${DEFAULT-VALUE}).")
    private int portBase;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Where gateway and JSON-RPC listen (default: ${DEFAULT-VALUE}; put TLS in front of anything else).")
    private String bind;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Also write the ready file here, once all is ready.")
    private Optional<Path> readyFile = Optional.empty();

    @Option(
            names = "--engine",
            paramLabel = "URL",
            description = "Serve this OpenAI-compatible engine instead of the bundled model.")
    private Optional<URI> engine = Optional.empty();

    @Option(names = "--model", paramLabel = "ID", description = "The engine's model.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            defaultValue = "8192",
            description = "The engine's context length (default: ${DEFAULT-VALUE}).")
    private long context;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of gateway, host or JSON-RPC; docs/generated/config.md lists them. Repeat for more.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--quiet", description = "No live activity line.")
    private boolean quiet;

    @Override
    public Integer call() throws Exception {
        var home = common.home();
        var config = config();
        readyFile.ifPresent(file -> refuseFolder(file.toAbsolutePath()));
        if (fresh) wipe(home);
        home.open();
        try (var _ = DirLock.acquire(home.dir())) {
            Files.deleteIfExists(home.ready());
            // Whoever waits for it must not find an earlier network's.
            if (readyFile.isPresent()) Files.deleteIfExists(readyFile.get());
            Logging.toFile(home.log(), LOG_BYTES, LOG_FILES, Level.INFO);
            run(home, config);
            return 0;
        }
    }

    private void run(Home home, NetworkConfig config) throws IOException, InterruptedException {
        var over = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        // Ctrl-C and SIGTERM: the JVM waits for this thread, which waits until everything is closed.
        var hook = new Thread(() -> {
            over.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // A clean end on request is success; the JVM's own code would say 143.
            Runtime.getRuntime().halt(0);
        });
        try (var network = Network.open(home, config)) {
            Runtime.getRuntime().addShutdownHook(hook);
            var ready = network.ready();
            ready.write(home.ready());
            if (readyFile.isPresent()) ready.write(readyFile.get().toAbsolutePath());
            print(home, ready);
            // In JSON the one document is all that stdout may hold.
            if (quiet || common.json) over.await();
            else
                try (var _ = Activity.start(network, common.out())) {
                    over.await();
                }
        } finally {
            Files.deleteIfExists(home.ready());
            var out = common.json ? common.err() : common.out();
            out.println();
            out.println("stopped; the network's state is in " + home.dir());
            out.flush();
            stopped.countDown();
        }
    }

    private NetworkConfig config() {
        int count = hosts.orElse(0);
        if (hosts.isPresent() && (count < 1 || count > LocalNetwork.MOST_HOSTS))
            throw new CliError("--hosts is between 1 and " + LocalNetwork.MOST_HOSTS);
        if (portBase < 1 || portBase > 65_000) throw new CliError("--port-base is between 1 and 65000");
        if (engine.isPresent() != model.isPresent())
            throw new CliError(
                    "--engine and --model go together: the engine's base URL, as http://127.0.0.1:8000/v1, and one of its models");
        if (engine.isPresent()
                && !(String.valueOf(engine.get().getScheme()).matches("https?")
                        && engine.get().getHost() != null))
            throw new CliError("--engine is a URL like http://127.0.0.1:8000/v1");
        if (model.isPresent() && !stoa.types.ModelId.valid(model.get()))
            throw new CliError(
                    "--model '" + model.get() + "': a model's name has 1 to 64 characters of a-z 0-9 . _ / : -");
        return new NetworkConfig(hosts, portBase, bind, engine, model, context, settings);
    }

    private static void wipe(Home home) throws IOException {
        if (Files.isDirectory(home.dir()) && Files.exists(home.dir().resolve("format"))) {
            // Nobody may be using what is about to go.
            try (var _ = DirLock.acquire(home.dir())) {
                home.wipe();
            }
        } else {
            home.wipe();
        }
    }

    private static void refuseFolder(Path file) {
        if (Files.isDirectory(file)) throw new CliError("--ready-file " + file + " is a directory; name a file");
        if (file.getParent() == null || !Files.isDirectory(file.getParent()))
            throw new CliError("--ready-file: there is no directory " + file.getParent());
    }

    private void print(Home home, Ready ready) {
        if (common.json) {
            common.print(ready, "");
            return;
        }
        var out = common.out();
        var model0 = ready.models().getFirst();
        out.println();
        out.println("  Stoa is up.  (data: " + home.dir() + ", log: " + home.log() + ")");
        out.println();
        out.println("  OpenAI API    " + ready.gateway());
        out.println("  API key       " + ready.apiKey());
        out.println("  models        " + String.join(", ", ready.models()));
        out.println("  Ethereum RPC  " + ready.rpc() + "   chain id " + ready.chainId());
        out.println("  metrics       " + ready.metrics() + "/metrics   health " + ready.metrics() + "/health");
        out.println();
        out.println("  funded accounts (for this local network only; never use these keys elsewhere)");
        for (var account : ready.accounts()) out.println("    " + account.address() + "  " + account.privateKey());
        out.println();
        out.println("  try");
        out.println("    curl " + ready.gateway() + "/chat/completions -H 'Authorization: Bearer " + ready.apiKey()
                + "' \\");
        out.println("      -H 'Content-Type: application/json' -d '{\"model\":\"" + model0
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is Stoa?\"}]}'");
        out.println();
        out.println("  Ctrl-C stops it; its state stays.");
        out.println();
        out.flush();
    }
}
