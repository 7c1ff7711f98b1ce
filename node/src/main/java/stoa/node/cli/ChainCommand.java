// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.chain.snapshot.SnapshotReader;
import stoa.kit.io.DirLock;
import stoa.kit.sql.SqlConfig;
import stoa.node.GenesisFile;
import stoa.node.Home;
import stoa.node.StoppedChain;
import stoa.types.Hash;
import stoa.views.Views;

/// `stoa chain …`: the ledger of a stopped network as a whole.
@Command(
        name = "chain",
        mixinStandardHelpOptions = true,
        description = "Check, copy and restore the ledger of a stopped network.",
        subcommands = {ChainCommand.ReplayAll.class, ChainCommand.SnapshotTo.class, ChainCommand.Restore.class})
final class ChainCommand extends Group {
    private static final String GENESIS = "genesis.json";
    private static final String VIEWS = "views";
    private static final Duration FOLD_PATIENCE = Duration.ofHours(6);
    private static final long LINE_NANOS = Duration.ofSeconds(2).toNanos();

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Execute all blocks again, signatures and seeds included, and compare every root.")
    static final class ReplayAll implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--from",
                paramLabel = "DIR",
                description = "The snapshot this ledger was restored from, if it was.")
        private Optional<Path> from = Optional.empty();

        @Override
        public Integer call() throws Exception {
            var home = existing(common);
            try (var _ = DirLock.acquire(home.dir());
                    var chain = StoppedChain.open(home)) {
                if (chain.oldest() > 0 && from.isEmpty())
                    throw new CliError("this ledger began with a snapshot of block " + chain.oldest()
                            + ": name that snapshot with --from");
                return replay(home, chain);
            }
        }

        private int replay(Home home, StoppedChain chain) throws IOException {
            var scratch = Files.createTempDirectory(home.dir(), "replay-");
            try {
                long start = System.nanoTime();
                var last = new long[] {start};
                var report = chain.replay(scratch, from, height -> {
                    if (System.nanoTime() - last[0] < LINE_NANOS) return;
                    last[0] = System.nanoTime();
                    common.progress("block " + height + " of " + chain.height());
                });
                if (report.difference().isPresent())
                    throw new CliError(
                            "the ledger does not replay: " + report.difference().get());
                double seconds = (System.nanoTime() - start) / 1e9;
                var facts = new LinkedHashMap<String, Object>();
                facts.put("from", report.from());
                facts.put("to", report.to());
                facts.put("stateRoot", report.root().toString());
                facts.put("seconds", seconds);
                common.print(
                        facts,
                        String.format(
                                Locale.ROOT,
                                "blocks %d to %d replay to the same roots; state root %s (%.1f s)",
                                report.from(),
                                report.to(),
                                report.root(),
                                seconds));
                return 0;
            } finally {
                Home.delete(scratch);
            }
        }
    }

    @Command(
            name = "snapshot",
            mixinStandardHelpOptions = true,
            description =
                    "Write the newest state, the genesis and the read models to a new directory. Keys are never in it.")
    static final class SnapshotTo implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "DIR", description = "A directory that is empty or not there yet.")
        private Path target;

        @Override
        public Integer call() throws Exception {
            var home = existing(common);
            try (var _ = DirLock.acquire(home.dir());
                    var chain = StoppedChain.open(home)) {
                common.progress("writing the state after block " + chain.height());
                var manifest = chain.snapshot(target);
                Files.copy(home.genesis(), target.resolve(GENESIS));
                common.progress("copying the read models");
                fold(home, chain);
                copy(home.views(), target.resolve(VIEWS));
                var facts = new LinkedHashMap<String, Object>();
                facts.put("directory", target.toAbsolutePath().toString());
                facts.put("height", manifest.height());
                facts.put("block", manifest.block().hash().toString());
                facts.put("stateRoot", manifest.block().header().stateRoot().toString());
                facts.put("entries", manifest.entries());
                common.print(
                        facts,
                        "block " + manifest.height() + ", " + manifest.entries() + " entries, in " + target
                                + System.lineSeparator() + "block hash "
                                + manifest.block().hash()
                                + ": give it to whoever restores, who then need not trust the copy");
                return 0;
            }
        }

        /// Read models of exactly this height: a restored ledger has no earlier blocks to make them from.
        private static void fold(Home home, StoppedChain chain) throws IOException {
            try (var views = Views.open(sql(home), chain.genesisHash(), chain::blocks)) {
                if (!views.await(chain.height(), FOLD_PATIENCE))
                    throw new CliError("the read models stopped at block " + views.height() + "; the log says why");
            }
        }
    }

    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = "Begin an empty data directory with a snapshot.")
    static final class Restore implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "DIR", description = "What stoa chain snapshot wrote.")
        private Path source;

        @Option(
                names = "--trust",
                paramLabel = "HASH",
                description = "The block hash it must have, from somebody you trust.")
        private Optional<String> trust = Optional.empty();

        @Override
        public Integer call() throws Exception {
            var trusted = trust.map(Restore::hash);
            if (!Files.exists(source.resolve("manifest")) || !Files.exists(source.resolve(GENESIS)))
                throw new CliError(source + " is no snapshot: name the directory that stoa chain snapshot wrote");
            var home = common.home();
            home.open();
            try (var _ = DirLock.acquire(home.dir())) {
                if (Files.exists(home.genesis()) || Files.exists(home.chain()))
                    throw new CliError(home.dir() + " holds a network already: restore into another --data");
                var manifest = SnapshotReader.manifest(source);
                common.progress("restoring block " + manifest.height() + ", " + manifest.entries() + " entries");
                GenesisFile.read(source.resolve(GENESIS));
                Files.copy(source.resolve(GENESIS), home.genesis());
                try {
                    StoppedChain.restore(home, source, trusted);
                    copy(source.resolve(VIEWS), home.views());
                } catch (IOException | RuntimeException failure) {
                    // All or nothing: what is half restored must not look like a network.
                    if (Files.exists(home.chain())) Home.delete(home.chain());
                    if (Files.exists(home.views())) Home.delete(home.views());
                    Files.deleteIfExists(home.genesis());
                    throw failure;
                }
                var facts = new LinkedHashMap<String, Object>();
                facts.put("directory", home.dir().toString());
                facts.put("height", manifest.height());
                facts.put("block", manifest.block().hash().toString());
                common.print(
                        facts,
                        "block " + manifest.height() + " (" + manifest.block().hash() + ") is in " + home.dir()
                                + (trusted.isPresent() ? "" : "; nobody vouched for its hash but the copy itself")
                                + System.lineSeparator()
                                + "to make blocks here, copy the old keys folder to " + home.keys());
                return 0;
            }
        }

        private static Hash hash(String text) {
            try {
                return Hash.parse(text);
            } catch (IllegalArgumentException e) {
                throw new CliError("--trust is a block hash: 0x and 64 hexadecimal digits");
            }
        }
    }

    private static Home existing(Common common) throws Home.Unusable {
        var home = common.home();
        if (!Files.isDirectory(home.dir()))
            throw new Home.Unusable("there is no " + home.dir() + ": name the --data of a network that ran before");
        return home;
    }

    private static SqlConfig sql(Home home) {
        return SqlConfig.file(home.views().resolve("views"));
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) throw new NoSuchFileException(from + " is missing");
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, to.resolve(file.getFileName()));
        }
    }
}
