// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stoa.chain.bench.LedgerBench;
import stoa.node.Home;
import stoa.node.bench.EngineBench;
import stoa.node.bench.GatewayBench;
import stoa.node.bench.Machine;

/// `stoa bench …`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure on this machine; docs/benchmarks.md explains the figures.",
        subcommands = {BenchCommand.Gateway.class, BenchCommand.LedgerBlocks.class, BenchCommand.Engine.class})
final class BenchCommand extends Group {

    @Command(
            name = "gateway",
            mixinStandardHelpOptions = true,
            description = "What gateway and host add to an engine's answer, beside other gateways.")
    static final class Gateway implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--peers",
                paramLabel = "DIR",
                description = "Folder with peers to measure beside (see docs/benchmarks.md).")
        private Optional<Path> peers = Optional.empty();

        @Option(
                names = "--rounds",
                paramLabel = "N",
                defaultValue = "3",
                description = "Rounds; medians are shown (default: ${DEFAULT-VALUE}).")
        private int rounds;

        @Option(
                names = "--seconds",
                paramLabel = "S",
                defaultValue = "6",
                description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
        private int seconds;

        @Override
        public Integer call() throws Exception {
            if (rounds < 1 || seconds < 1) throw new CliError("--rounds and --seconds are at least 1");
            var folder = Files.createTempDirectory("stoa-bench");
            try {
                var bench = new GatewayBench(
                        folder, peers.map(Path::toAbsolutePath), rounds, Duration.ofSeconds(seconds), common::progress);
                var figures = bench.run();
                common.print(figures, GatewayBench.table(figures));
                return 0;
            } finally {
                Home.delete(folder);
            }
        }
    }

    @Command(
            name = "ledger",
            mixinStandardHelpOptions = true,
            description = "Blocks over a state of a million accounts, fsync included.")
    static final class LedgerBlocks implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--accounts",
                paramLabel = "N",
                defaultValue = "1000000",
                description = "Accounts in the store (default: ${DEFAULT-VALUE}).")
        private int accounts;

        @Override
        public Integer call() throws Exception {
            if (accounts < 1_000 || accounts > 1_000_000) throw new CliError("--accounts is between 1000 and 1000000");
            var usual = LedgerBench.Options.DEFAULT;
            var options = new LedgerBench.Options(accounts, usual.blocks(), usual.directory(), common.json);
            LedgerBench.run(options, Machine.describe(), System.out);
            return 0;
        }
    }

    @Command(
            name = "engine",
            mixinStandardHelpOptions = true,
            description = "Tokens a second of the reference engine with the bundled model.")
    static final class Engine implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() throws Exception {
            var figures = EngineBench.run();
            common.print(figures, EngineBench.table(figures));
            return 0;
        }
    }
}
