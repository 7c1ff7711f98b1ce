// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.chain.comet.home.CometBinary;
import stoa.kit.io.DirLock;
import stoa.kit.log.Logging;
import stoa.node.Network;
import stoa.node.NetworkConfig;
import stoa.node.many.NetworkControl;
import stoa.node.many.Supervisor;

/// `stoa network up`: a network of many validators on this machine, each a process of its own, and hosts and a gateway.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Run a network of many validators on this machine, each a process of its own, with hosts and a"
                + " gateway.")
final class NetworkUpCommand implements Callable<Integer> {
    private static final long LOG_BYTES = 16L << 20;
    private static final int LOG_FILES = 4;

    @Mixin
    private Common common;

    @Option(
            names = "--validators",
            paramLabel = "N",
            description = "Validators of a new network, 1 to 16 (default: 4).")
    private Optional<Integer> validators = Optional.empty();

    @Option(
            names = "--hosts",
            paramLabel = "N",
            description = "Hosts of a new network, 1 to 64 (default: 3); 0 runs validators only.")
    private Optional<Integer> hosts = Optional.empty();

    @Option(
            names = "--port-base",
            paramLabel = "P",
            defaultValue = NetworkCommand.PORT_BASE,
            description = "Of a new network: gateway on P, hosts from P+10, nodes from P+100"
                    + " (default: ${DEFAULT-VALUE}).")
    private int portBase;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Also write the ready file here, once all is ready.")
    private Optional<Path> readyFile = Optional.empty();

    @Override
    public Integer call() throws Exception {
        var program = CometBinary.require();
        var files = NetworkCommand.files(common);
        boolean market = hosts.orElse(1) > 0;
        if (readyFile.isPresent()) Files.deleteIfExists(readyFile.get());
        if (!files.exists())
            NetworkCommand.init(common, validators.orElse(4), hosts.filter(number -> number > 0), portBase);
        else if (validators.isPresent()
                && validators.get() != files.read().nodes().size())
            throw new CliError("the network in " + files.dir() + " was made with "
                    + files.read().nodes().size() + " validators: leave --validators out, or name another --data");
        var home = files.home();
        home.open();
        try (var _ = DirLock.acquire(home.dir());
                var stop = Stop.onSignal()) {
            Files.deleteIfExists(home.ready());
            Logging.toFile(home.log(), LOG_BYTES, LOG_FILES, Level.INFO);
            common.progress("starting " + files.read().nodes().size() + " validators under " + program + " …");
            try (var _ = Supervisor.start(files)) {
                NetworkControl.awaitBlocks(files, stop::asked);
                if (stop.asked()) return 0;
                if (market) withMarket(files, stop);
                else {
                    readyMark(files);
                    stop.await();
                }
            } finally {
                Files.deleteIfExists(home.ready());
            }
        }
        return 0;
    }

    private void withMarket(stoa.node.many.NetworkFiles files, Stop stop) throws Exception {
        var config = new NetworkConfig(
                Optional.empty(), files.portBase(), "127.0.0.1", Optional.empty(), Optional.empty(), 8_192, Map.of());
        try (var network = Network.over(files.home(), config, files.firstRpc())) {
            network.ready().write(files.home().ready());
            if (readyFile.isPresent()) network.ready().write(readyFile.get().toAbsolutePath());
            common.print(
                    network.ready(),
                    "the network is up: OpenAI API " + network.ready().gateway() + ", key "
                            + network.ready().apiKey() + ", Ethereum RPC "
                            + network.ready().rpc()
                            + "; Ctrl-C stops it, its state stays in " + files.dir());
            stop.await();
        }
    }

    private void readyMark(stoa.node.many.NetworkFiles files) throws Exception {
        var facts = Map.of(
                "rpc",
                files.firstRpc().toString(),
                "pid",
                ProcessHandle.current().pid());
        if (readyFile.isPresent()) Files.write(readyFile.get(), stoa.kit.json.Json.write(facts));
        common.print(facts, "the validators are up: Ethereum RPC " + files.firstRpc() + "; Ctrl-C stops them");
    }
}
