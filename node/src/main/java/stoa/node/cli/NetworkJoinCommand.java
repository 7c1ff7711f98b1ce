// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.chain.comet.home.CometSettings;
import stoa.node.many.NetworkFile;
import stoa.node.many.NetworkFiles;

/// `stoa network join`: the home of a node that follows a network.
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        description = "Make the home of a node that follows a network; `network node` runs it.")
final class NetworkJoinCommand implements Callable<Integer> {
    private static final Pattern TRUST = Pattern.compile("([0-9]{1,15}):([0-9A-Fa-f]{64})");

    @Mixin
    private Common common;

    @Parameters(paramLabel = "DIR", description = "The new node's directory.")
    private Path dir;

    @Option(
            names = "--network",
            paramLabel = "FILE",
            required = true,
            description = "The network's network.json, with its two genesis files beside it.")
    private Path network;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "follower",
            description = "What peers see (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--rpc-port",
            paramLabel = "P",
            defaultValue = "8701",
            description = "JSON-RPC on P, metrics on P+1, CometBFT's RPC on P+2, peers on P+3"
                    + " (default: ${DEFAULT-VALUE}).")
    private int rpcPort;

    @Option(
            names = "--trust",
            paramLabel = "HEIGHT:HASH",
            description = "Begin with a snapshot: a recent header of CometBFT, from somebody you trust. Without it all"
                    + " blocks are fetched.")
    private Optional<String> trust = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (rpcPort < 1 || rpcPort > 65_000) throw new CliError("--rpc-port is between 1 and 65000");
        if (!name.matches("[A-Za-z0-9._-]{1,40}"))
            throw new CliError("--name has 1 to 40 characters of A-Z a-z 0-9 . _ -");
        Optional<CometSettings.StateSync> sync = Optional.empty();
        if (trust.isPresent()) {
            var given = TRUST.matcher(trust.get());
            if (!given.matches()) throw new CliError("--trust is a height, a colon and 64 hexadecimal digits");
            sync = Optional.of(
                    NetworkFiles.trust(NetworkFile.read(network), Long.parseLong(given.group(1)), given.group(2)));
        }
        var node = NetworkFiles.join(network, dir.toAbsolutePath().normalize(), name, rpcPort, sync);
        common.print(
                Map.of("node", node.dir().toString()),
                node.dir() + " is the home of a node; ./stoa network node " + node.dir() + " runs it");
        return 0;
    }
}
