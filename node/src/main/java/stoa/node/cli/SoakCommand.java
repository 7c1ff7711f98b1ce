// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.node.Home;
import stoa.node.soak.BooksSoak;
import stoa.node.soak.Broken;
import stoa.node.soak.Evidence;
import stoa.node.soak.KillSoak;
import stoa.node.soak.MarketSoak;
import stoa.node.soak.Soak;

/// `stoa soak NAME --seed N --minutes M`.
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description =
                "Long runs from one seed: books (the core under random verbs), kill (kill -9 of a whole network), market (customers for hours, memory watched).")
final class SoakCommand implements Callable<Integer> {
    private static final Map<String, Soak> SOAKS =
            new TreeMap<>(Map.of("books", new BooksSoak(), "kill", new KillSoak(), "market", new MarketSoak()));

    @Mixin
    private Common common;

    @Parameters(paramLabel = "NAME", description = "books, kill or market.")
    private String name;

    @Option(names = "--seed", paramLabel = "N", description = "Everything random comes from it (default: a fresh one).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "2",
            description = "How long (default: ${DEFAULT-VALUE}).")
    private long minutes;

    @Option(names = "--record", description = "Write the result to docs/generated/evidence.md of this checkout.")
    private boolean record;

    @Override
    public Integer call() throws Exception {
        var soak = SOAKS.get(name);
        if (soak == null)
            throw new CliError("there is no soak '" + name + "'; there are " + String.join(", ", SOAKS.keySet()));
        if (minutes < 1 || minutes > 100_000) throw new CliError("--minutes is between 1 and 100000");
        var evidence = new Evidence(Home.program());
        if (record && !Files.isDirectory(Home.program().resolve("docs/generated")))
            throw new CliError("--record needs a checkout: there is no docs/generated beside the program");
        var commit = evidence.commit(); // now: who soaks for hours may go on working
        long from = seed.orElseGet(() -> new SecureRandom().nextInt(Integer.MAX_VALUE) + 0L);
        var replay = "./stoa soak " + name + " --seed " + from + " --minutes " + minutes;
        common.err().println("soak " + name + ", seed " + from + " (replay: " + replay + ")");
        common.err().flush();
        try {
            var said = soak.run(from, Duration.ofMinutes(minutes), common::progress);
            if (record) {
                var today = LocalDate.now(ZoneOffset.UTC);
                var file = evidence.record(new Evidence.Run(name, said, from, minutes, commit, today));
                common.progress("written to " + file);
            }
            common.print(Map.of("soak", name, "seed", from, "minutes", minutes, "result", said), said);
            return 0;
        } catch (Broken e) {
            throw new CliError("broken: " + e.getMessage() + "; replay: " + replay);
        }
    }
}
