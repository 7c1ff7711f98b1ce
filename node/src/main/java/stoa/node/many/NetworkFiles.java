// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.chain.comet.home.CometHome;
import stoa.chain.comet.home.CometSettings;
import stoa.chain.comet.home.CometSettings.StateSync;
import stoa.kit.io.AtomicFile;
import stoa.node.GenesisFile;
import stoa.node.Home;
import stoa.node.LocalNetwork;
import stoa.types.Genesis;

/// A directory that describes a network: both genesis files, `network.json`, the funded keys, and a folder for each
/// validator in `nodes/`.
public record NetworkFiles(Path dir) {
    public static final int VALIDATORS_MAX = 16;
    /// Node i listens from the base plus this plus ten times i.
    private static final int NODES = 100;
    /// The relay between nodes i and j listens here, plus sixteen times i plus j.
    private static final int RELAYS = 400;

    private static final long POWER = 10;
    private static final Duration TRUST = Duration.ofDays(1);
    private static final long SNAPSHOT_EVERY = 1_000;
    /// Pause after a block; the block interval is a little more.
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /// What `init` is asked for.
    public record Plan(int validators, Optional<Integer> hosts, int portBase) {
        public Plan {
            if (validators < 1 || validators > VALIDATORS_MAX)
                throw new IllegalArgumentException("--validators is between 1 and " + VALIDATORS_MAX);
        }
    }

    /// A link between two nodes of a network on one machine, through a relay that can be cut.
    record Link(String from, String to, int relayPort, int peerPort) {}

    public Path cometGenesis() {
        return dir.resolve("comet-genesis.json");
    }

    public Path networkFile() {
        return dir.resolve(NetworkFile.NAME);
    }

    public Home home() {
        return new Home(dir);
    }

    public boolean exists() {
        return Files.exists(networkFile());
    }

    public NetworkFile read() throws IOException {
        return NetworkFile.read(networkFile());
    }

    public NodeHome node(String name) throws IOException {
        for (var node : read().nodes())
            if (node.name().equals(name))
                return new NodeHome(dir.resolve("nodes").resolve(name));
        throw new Home.Unusable("no node is called '" + name + "'; ./stoa network status lists them");
    }

    /// Makes the network; nothing runs yet.
    public void init(Plan plan, LocalNetwork.Served served, InstantSource clock) throws IOException {
        if (exists() || Files.exists(home().genesis()))
            throw new Home.Unusable(dir + " holds a network already; name another --data");
        home().open();
        var members = new ArrayList<CometHome.Member>();
        var validators = new ArrayList<Genesis.Validator>();
        for (int i = 0; i < plan.validators(); i++) {
            var node = new NodeHome(dir.resolve("nodes").resolve(name(i)));
            var seedKey = node.seedKey();
            members.add(new CometHome.Member(name(i), node.comet().validatorKey(), POWER));
            validators.add(new Genesis.Validator(
                    node.comet().validatorAddress(), seedKey.publicKey(), seedKey.provePossession(), POWER));
        }
        var genesis = LocalNetwork.found(home(), plan.hosts(), plan.portBase(), served, clock, validators);
        AtomicFile.write(cometGenesis(), CometHome.genesis(genesis, members), "rw-r--r--");
        var nodes = new ArrayList<NetworkFile.Node>();
        for (int i = 0; i < plan.validators(); i++) nodes.add(writeNode(plan, i));
        new NetworkFile(genesis.chainId(), nodes).write(networkFile());
    }

    private NetworkFile.Node writeNode(Plan plan, int number) throws IOException {
        var node = new NodeHome(dir.resolve("nodes").resolve(name(number)));
        var settings = new NodeHome.Settings(
                name(number), "127.0.0.1", plan.portBase() + NODES + 10 * number, SNAPSHOT_EVERY, 0, false);
        node.write(settings);
        Files.copy(home().genesis(), node.genesis());
        node.comet().writeGenesis(Files.readAllBytes(cometGenesis()));
        // The lower of two dials the higher, through the relay, so that cutting the relay cuts the pair.
        var peers = new ArrayList<String>();
        for (int j = number + 1; j < plan.validators(); j++)
            peers.add(new NodeHome(dir.resolve("nodes").resolve(name(j)))
                            .comet()
                            .nodeKey()
                            .nodeId() + "@127.0.0.1:" + relayPort(plan.portBase(), number, j));
        var id = node.comet().nodeKey().nodeId();
        node.comet().writeConfig(comet(node, settings, peers, Optional.empty()));
        return new NetworkFile.Node(
                name(number),
                id + "@127.0.0.1:" + settings.peerPort(),
                "http://127.0.0.1:" + settings.cometRpcPort(),
                "http://127.0.0.1:" + settings.rpcPort());
    }

    /// Makes a node that follows a network without voting.
    ///
    /// @param network somebody's `network.json`, with the two genesis files beside it
    /// @param trust the height and hash of a header to begin a state sync with; empty to fetch all blocks
    public static NodeHome join(Path network, Path target, String name, int rpcPort, Optional<StateSync> trust)
            throws IOException {
        var from = new NetworkFiles(network.toAbsolutePath().getParent());
        var file = NetworkFile.read(network);
        var node = new NodeHome(target);
        if (Files.exists(target.resolve("node.json"))) throw new Home.Unusable(target + " is a node already");
        GenesisFile.read(from.home().genesis());
        var settings = new NodeHome.Settings(name, "127.0.0.1", rpcPort, 0, 0, false);
        Files.createDirectories(target);
        Files.copy(from.home().genesis(), node.genesis());
        node.comet().writeGenesis(Files.readAllBytes(from.cometGenesis()));
        node.seedKey();
        node.comet().validatorKey();
        node.comet().nodeKey();
        var peers = file.nodes().stream().map(NetworkFile.Node::peer).toList();
        node.comet().writeConfig(comet(node, settings, peers, trust));
        node.write(settings);
        return node;
    }

    /// How a joining node trusts a header of the first node that is listed.
    public static StateSync trust(NetworkFile file, long height, String hash) {
        var servers = new ArrayList<String>();
        for (var node : file.nodes()) servers.add(node.cometRpc());
        if (servers.size() == 1) servers.add(servers.getFirst());
        return new StateSync(servers.subList(0, 2), height, hash, TRUST);
    }

    private static CometSettings comet(
            NodeHome node, NodeHome.Settings settings, List<String> peers, Optional<StateSync> sync) {
        return new CometSettings(
                settings.name(),
                node.appAddress(settings),
                settings.cometRpcPort(),
                settings.bind() + ":" + settings.peerPort(),
                peers,
                INTERVAL,
                peers.stream().allMatch(peer -> peer.contains("@127.0.0.1:")),
                sync);
    }

    /// The links of a network on one machine.
    List<Link> links() throws IOException {
        var nodes = read().nodes();
        var links = new ArrayList<Link>();
        for (int i = 0; i < nodes.size(); i++)
            for (int j = i + 1; j < nodes.size(); j++) {
                int peerPort = node(nodes.get(j).name()).settings().peerPort();
                int base = node(nodes.get(i).name()).settings().rpcPort() - NODES - 10 * i;
                links.add(new Link(nodes.get(i).name(), nodes.get(j).name(), relayPort(base, i, j), peerPort));
            }
        return links;
    }

    /// Where the gateway listens.
    public int portBase() throws IOException {
        return node(read().nodes().getFirst().name()).settings().rpcPort() - NODES;
    }

    /// The JSON-RPC of the first node.
    public URI firstRpc() throws IOException {
        return URI.create(read().nodes().getFirst().rpc());
    }

    private static int relayPort(int base, int from, int to) {
        return base + RELAYS + VALIDATORS_MAX * from + to;
    }

    private static String name(int number) {
        return "v" + (number + 1);
    }
}
