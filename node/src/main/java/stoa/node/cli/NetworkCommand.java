// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.chain.comet.home.CometBinary;

/// `stoa network …`: networks of many validators under CometBFT.
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        description = "Build and run networks of many validators under CometBFT.",
        subcommands = {NetworkCommand.Install.class})
final class NetworkCommand extends Group {

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = "Build the pinned CometBFT with the Go that is here, after checking its source's sum.")
    static final class Install implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(names = "--tools", description = "Build abci-cli too, which drives an application by hand.")
        private boolean tools;

        @Override
        public Integer call() throws Exception {
            if (CometBinary.find().isEmpty()) common.progress("building CometBFT " + CometBinary.VERSION + " …");
            var program = CometBinary.install(tools);
            common.print(
                    Map.of("program", program.toString(), "version", CometBinary.VERSION, "sum", CometBinary.SUM),
                    program + " is CometBFT " + CometBinary.VERSION + ", built from the pinned source ("
                            + CometBinary.SUM + ")");
            return 0;
        }
    }
}
