// SPDX-License-Identifier: Apache-2.0
package stoa.chain.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import stoa.chain.block.Decoders;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateConfig;
import stoa.chain.store.RocksConfig;
import stoa.chain.store.RocksKeyValue;
import stoa.kit.json.Json;

/// Blocks of mixed verbs over a large state, and a block of ten thousand settlements, with every step of a real block:
/// the seed's signature, execution, tree, block and lookups encoded, one write with fsync. Senders are recovered
/// before, as they are when transactions arrive; what that takes is measured beside it.
public final class LedgerBench {
    private static final int MIXED = 1_000;
    private static final int SETTLEMENTS = 10_000;
    private static final int WARM_UP_BLOCKS = 60;
    private static final int RETAINED = 64;

    private final Options options;
    private final String machine;
    private final PrintStream out;
    private final Map<String, Sample> samples = new LinkedHashMap<>();

    private LedgerBench(Options options, String machine, PrintStream out) {
        this.options = options;
        this.machine = machine;
        this.out = out;
    }

    /// @param accounts with a balance in the state
    /// @param blocks measured
    /// @param directory for the store; a temporary one when empty. It must not exist, and is removed in the end
    /// @param json prints JSON and nothing else
    public record Options(int accounts, int blocks, Optional<Path> directory, boolean json) {
        public static final Options DEFAULT = new Options(1_000_000, 100, Optional.empty(), false);
        private static final String USAGE = "bench ledger [--accounts N] [--blocks N] [--dir DIR] [--json]";

        public Options {
            if (accounts < 1_000 || accounts > 1_000_000)
                throw new IllegalArgumentException("--accounts is 1000 to 1000000");
            if (blocks < 1 || blocks > 10_000) throw new IllegalArgumentException("--blocks is 1 to 10000");
        }

        /// Reads a command line; what it does not know is an `IllegalArgumentException` with the usage.
        public static Options parse(String... args) {
            var options = DEFAULT;
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals("--json")) {
                    options = new Options(options.accounts, options.blocks, options.directory, true);
                    continue;
                }
                if (i + 1 == args.length) throw new IllegalArgumentException("usage: " + USAGE);
                String value = args[++i];
                options = switch (args[i - 1]) {
                    case "--accounts" -> new Options(number(value), options.blocks, options.directory, options.json);
                    case "--blocks" -> new Options(options.accounts, number(value), options.directory, options.json);
                    case "--dir" ->
                        new Options(options.accounts, options.blocks, Optional.of(Path.of(value)), options.json);
                    default -> throw new IllegalArgumentException("usage: " + USAGE);
                };
            }
            return options;
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(text + " is not a number; usage: " + USAGE);
            }
        }
    }

    public static void main(String[] args) throws IOException {
        try {
            run(Options.parse(args), Runtime.getRuntime().availableProcessors() + " cores", System.out);
        } catch (IllegalArgumentException refusal) {
            System.err.println(refusal.getMessage());
            System.exit(2);
        }
    }

    /// Measures and prints.
    ///
    /// @param machine what it runs on, printed with the figures
    public static void run(Options options, String machine, PrintStream out) throws IOException {
        new LedgerBench(options, machine, out).run();
    }

    private void run() throws IOException {
        var directory = options.directory().isPresent()
                ? Files.createDirectory(options.directory().get())
                : Files.createTempDirectory("stoa-ledger-bench");
        try (var store = RocksKeyValue.open(RocksConfig.in(directory));
                var workers = Workers.start("bench")) {
            say("loading %,d accounts", options.accounts());
            var config = new StateConfig(RETAINED, false, StateConfig.DEFAULT.cacheBytes());
            var ledger = new BenchLedger(store, config, options.accounts(), workers);
            var traffic = new BenchTraffic(ledger.genesis(), options.accounts());
            mixed(ledger, traffic);
            settlements(ledger, traffic);
            recovery(new Decoders(ledger.genesis(), workers), traffic);
            report();
        } finally {
            delete(directory);
        }
    }

    private void mixed(BenchLedger ledger, BenchTraffic traffic) {
        say("warming up with %d blocks", WARM_UP_BLOCKS);
        for (int i = 0; i < 3; i++)
            traffic.saw(ledger.block(traffic.openings(300)).block());
        for (int i = 0; i < WARM_UP_BLOCKS; i++) {
            traffic.saw(ledger.block(traffic.mixed(MIXED)).block());
            ledger.pruneNanos();
        }
        say("measuring %d blocks of %,d mixed verbs", options.blocks(), MIXED);
        for (int i = 0; i < options.blocks(); i++) {
            var items = traffic.mixed(MIXED);
            var measured = ledger.block(items);
            requireDone(measured);
            traffic.saw(measured.block());
            record("mixed", measured);
            sample("mixed, clearing one old height away").add(ledger.pruneNanos());
        }
    }

    private void settlements(BenchLedger ledger, BenchTraffic traffic) {
        int rounds = 5;
        say("measuring %d blocks of %,d settlements", rounds, SETTLEMENTS);
        for (int i = 0; i < rounds; i++) {
            while (traffic.lanesOpen() < SETTLEMENTS) {
                traffic.saw(ledger.block(traffic.openings(1_000)).block());
                ledger.pruneNanos();
            }
            var items = traffic.settlements(SETTLEMENTS);
            var measured = ledger.block(items);
            requireDone(measured);
            record("settlements", measured);
            ledger.pruneNanos();
        }
    }

    private void recovery(Decoders decoders, BenchTraffic traffic) {
        var transfers = traffic.signedTransfers(MIXED);
        var settlements = traffic.signedSettlements(SETTLEMENTS);
        for (int i = 0; i < 8; i++) {
            long start = System.nanoTime();
            decoders.decodeCommitted(transfers);
            long middle = System.nanoTime();
            decoders.decodeCommitted(settlements);
            if (i < 3) continue; // while the compiler learns
            sample("mixed, decoding and recovering senders").add(middle - start);
            sample("settlements, decoding and recovering signers").add(System.nanoTime() - middle);
        }
    }

    /// A block of refusals would be quick and mean nothing.
    private static void requireDone(BenchLedger.Measured measured) {
        for (var tx : measured.block().txs())
            if (tx.refused().isPresent())
                throw new IllegalStateException("the benchmark's transactions are refused: "
                        + tx.refused().get());
    }

    private void record(String what, BenchLedger.Measured measured) {
        var timing = measured.timing();
        sample(what).add(measured.nanos());
        sample(what + ": read ahead").add(timing.warmNanos());
        sample(what + ": execute").add(timing.executeNanos());
        sample(what + ": tree").add(timing.treeNanos());
        sample(what + ": encode").add(timing.encodeNanos());
        sample(what + ": write and fsync").add(measured.writeNanos());
    }

    private Sample sample(String name) {
        return samples.computeIfAbsent(name, _ -> new Sample());
    }

    private void report() {
        if (options.json()) {
            var root = Json.object();
            root.put("machine", machine);
            root.put("accounts", options.accounts());
            root.put("blocks", options.blocks());
            var times = root.putObject("millis");
            samples.forEach((name, sample) -> times.putObject(name)
                    .put("min", sample.minMillis())
                    .put("median", sample.medianMillis())
                    .put("p95", sample.p95Millis()));
            out.println(root);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%n%s%n%,d accounts, blocks of %,d mixed verbs and of %,d settlements, fsync on; milliseconds%n%n",
                machine,
                options.accounts(),
                MIXED,
                SETTLEMENTS);
        out.printf(Locale.ROOT, "%-48s %9s %9s %9s%n", "", "min", "median", "p95");
        samples.forEach((name, sample) -> out.printf(
                Locale.ROOT,
                "%-48s %9.1f %9.1f %9.1f%n",
                indented(name),
                sample.minMillis(),
                sample.medianMillis(),
                sample.p95Millis()));
    }

    private static String indented(String name) {
        int part = name.indexOf(": ");
        return part < 0 ? name : "    " + name.substring(part + 2);
    }

    private void say(String what, Object... values) {
        if (!options.json()) out.println(String.format(Locale.ROOT, what, values));
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(directory)) {
            files = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
        }
        for (var file : files) Files.delete(file);
    }
}
