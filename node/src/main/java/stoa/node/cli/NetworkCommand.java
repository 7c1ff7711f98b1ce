// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.chain.comet.home.CometBinary;
import stoa.node.Engines;
import stoa.node.LocalNetwork;
import stoa.node.many.NetworkControl;
import stoa.node.many.NetworkFiles;
import stoa.node.many.NodeStatus;

/// `stoa network …`: networks of many validators under CometBFT.
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        description = "Build and run networks of many validators under CometBFT.",
        subcommands = {
            NetworkCommand.Install.class,
            NetworkCommand.Init.class,
            NetworkUpCommand.class,
            NetworkNodeCommand.class,
            NetworkJoinCommand.class,
            NetworkCommand.Status.class,
            NetworkCommand.Kill.class,
            NetworkCommand.Start.class,
            NetworkCommand.Partition.class,
            NetworkCommand.Heal.class
        })
final class NetworkCommand extends Group {
    static final String PORT_BASE = "8400";

    /// The directory that `--data` names, or one beside the place of `stoa up`'s.
    static NetworkFiles files(Common common) {
        if (common.data.isPresent()) return new NetworkFiles(common.home().dir());
        var usual = common.home().dir();
        return new NetworkFiles(usual.resolveSibling(usual.getFileName() + "-network"));
    }

    static void init(Common common, int validators, Optional<Integer> hosts, int portBase) throws IOException {
        hosts.ifPresent(NetworkCommand::requireHosts);
        if (portBase < 1 || portBase > 64_000) throw new CliError("--port-base is between 1 and 64000");
        NetworkFiles.Plan plan;
        try {
            plan = new NetworkFiles.Plan(validators, hosts, portBase);
        } catch (IllegalArgumentException e) {
            throw new CliError(e.getMessage());
        }
        files(common).init(plan, Engines.bundled(), InstantSource.system());
    }

    private static void requireHosts(int hosts) {
        if (hosts < 1 || hosts > LocalNetwork.MOST_HOSTS)
            throw new CliError("--hosts is between 1 and " + LocalNetwork.MOST_HOSTS);
    }

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

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Write the genesis, keys and homes of a new network; nothing runs yet.")
    static final class Init implements Callable<Integer> {
        @Mixin
        private Common common;

        @Option(
                names = "--validators",
                paramLabel = "N",
                defaultValue = "4",
                description = "Validators, 1 to 16 (default: ${DEFAULT-VALUE}).")
        private int validators;

        @Option(names = "--hosts", paramLabel = "N", description = "Hosts, 1 to 64 (default: 3).")
        private Optional<Integer> hosts = Optional.empty();

        @Option(
                names = "--port-base",
                paramLabel = "P",
                defaultValue = PORT_BASE,
                description = "Gateway on P, hosts from P+10, nodes from P+100 (default: ${DEFAULT-VALUE}).")
        private int portBase;

        @Override
        public Integer call() throws Exception {
            init(common, validators, hosts, portBase);
            var files = files(common);
            common.print(
                    Map.of("network", files.networkFile().toString(), "validators", validators),
                    files.networkFile() + " describes a network of " + validators
                            + " validators; ./stoa network up runs it");
            return 0;
        }
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Each node: whether it runs, its height, application hash and peers.")
    static final class Status implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() throws Exception {
            var nodes = NodeStatus.all(files(common));
            var text = new StringBuilder(String.format(
                    java.util.Locale.ROOT,
                    "%-6s %-8s %10s %6s  %s",
                    "node",
                    "state",
                    "height",
                    "peers",
                    "application hash"));
            for (var node : nodes)
                text.append(String.format(
                        java.util.Locale.ROOT,
                        "%n%-6s %-8s %10d %6d  %s",
                        Printable.of(node.name()),
                        node.state(),
                        node.height(),
                        node.peers(),
                        Printable.of(node.appHash())));
            common.print(nodes, text.toString());
            return 0;
        }
    }

    @Command(
            name = "kill",
            mixinStandardHelpOptions = true,
            description = "Kill a node of a running local network as a power failure would, and leave it down.")
    static final class Kill implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "NODE", description = "As v2; `status` lists them.")
        private String node;

        @Override
        public Integer call() throws Exception {
            NetworkControl.kill(files(common), node);
            common.print(
                    Map.of("down", node),
                    Printable.of(node) + " is down; ./stoa network start " + Printable.of(node) + " brings it back");
            return 0;
        }
    }

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = "Let a killed node of a running local network run again.")
    static final class Start implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "NODE", description = "As v2; `status` lists them.")
        private String node;

        @Override
        public Integer call() throws Exception {
            NetworkControl.start(files(common), node);
            common.print(Map.of("up", node), Printable.of(node) + " comes back");
            return 0;
        }
    }

    @Command(
            name = "partition",
            mixinStandardHelpOptions = true,
            description = "Cut the links between groups of nodes of a running local network.")
    static final class Partition implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(
                paramLabel = "NODES",
                arity = "1..*",
                description = "Groups, as v1,v2 v3,v4; nodes that are named nowhere make one more.")
        private List<String> groups = List.of();

        @Override
        public Integer call() throws Exception {
            var parts = new ArrayList<List<String>>();
            for (var group : groups) parts.add(List.of(group.split(",")));
            NetworkControl.partition(files(common), parts);
            var facts = new LinkedHashMap<String, Object>();
            facts.put("groups", parts);
            common.print(facts, "the links between these groups are cut; ./stoa network heal joins them");
            return 0;
        }
    }

    @Command(name = "heal", mixinStandardHelpOptions = true, description = "Join what `partition` cut.")
    static final class Heal implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() throws Exception {
            NetworkControl.partition(files(common), List.of());
            common.print(Map.of("groups", List.of()), "all links pass again");
            return 0;
        }
    }
}
