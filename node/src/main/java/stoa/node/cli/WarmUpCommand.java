// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import stoa.node.Home;
import stoa.node.Network;
import stoa.node.NetworkConfig;

/// Starts a whole network in a temporary folder, asks it one question and stops: the launcher records which classes
/// that
/// takes and later starts load them from an archive.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("stoa-warm-up");
        try {
            var home = new Home(folder);
            home.open();
            try (var network = Network.open(home, NetworkConfig.warmUp())) {
                network.ready();
            }
            return 0;
        } finally {
            Home.delete(folder);
        }
    }
}
