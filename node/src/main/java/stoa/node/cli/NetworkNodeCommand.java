// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import stoa.chain.comet.home.CometBinary;
import stoa.kit.io.DirLock;
import stoa.kit.log.Logging;
import stoa.node.many.NodeHome;
import stoa.node.many.ValidatorNode;

/// `stoa network node`: one node of a network, with its CometBFT, until stopped.
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "Run one node of a network with its CometBFT until stopped; exit code 1 when CometBFT ended.")
final class NetworkNodeCommand implements Callable<Integer> {
    private static final long LOG_BYTES = 16L << 20;
    private static final int LOG_FILES = 4;

    @Mixin
    private Common common;

    @Parameters(paramLabel = "DIR", description = "The node's directory, made by `init` or `join`.")
    private Path dir;

    @Override
    public Integer call() throws Exception {
        var home = new NodeHome(dir.toAbsolutePath().normalize());
        var settings = home.settings();
        var program = CometBinary.require();
        try (var _ = DirLock.acquire(home.dir());
                var stop = Stop.onSignal()) {
            Logging.toFile(home.log(), LOG_BYTES, LOG_FILES, Level.INFO);
            try (var node = ValidatorNode.open(home, program)) {
                common.print(
                        Map.of("node", settings.name(), "rpc", "http://127.0.0.1:" + settings.rpcPort()),
                        "node " + Printable.of(settings.name()) + " answers at http://127.0.0.1:" + settings.rpcPort());
                node.onEnd(stop::now);
                stop.await();
                return node.failed() ? 1 : 0;
            }
        }
    }
}
