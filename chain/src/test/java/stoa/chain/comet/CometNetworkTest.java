// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Net;
import stoa.chain.Waiting;
import stoa.chain.comet.home.CometHome;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.types.Genesis;
import stoa.types.chain.Submitted;
import stoa.types.codec.Utf8;

/// Our application under the real CometBFT.
class CometNetworkTest {
    private static final long PATIENCE_MILLIS = 120_000;

    @TempDir
    Path directory;

    private final List<CometNode> nodes = new ArrayList<>();
    private Net net;
    private Path program;

    @BeforeEach
    void find() throws Exception {
        program = RealComet.program();
    }

    @AfterEach
    void stop() {
        nodes.forEach(CometNode::close);
    }

    @Test
    void a_validator_alone_commits_what_it_is_sent() throws Exception {
        found(1);
        var chain = nodes.getFirst().start();
        assertInstanceOf(Submitted.Taken.class, chain.submit(net.pay("ann", 0, "bob", 5)));
        until(() -> Net.nonce(chain, "ann") == 1, "the transfer is committed");
        assertEquals(
                Optional.empty(), chain.replay(new MemoryKeyValue(), _ -> {}).difference());
    }

    @Test
    void verbs_sent_to_one_of_four_commit_on_all_with_the_same_application_hash() throws Exception {
        found(4);
        for (var node : nodes) node.start();
        var first = nodes.getFirst().chain();
        for (int nonce = 0; nonce < 10; nonce++)
            assertInstanceOf(Submitted.Taken.class, first.submit(net.pay("ann", nonce, "bob", 5)));
        assertInstanceOf(Submitted.Taken.class, nodes.get(2).chain().submit(net.pay("carl", 0, "bob", 5)));
        for (var node : nodes) {
            until(() -> Net.nonce(node.chain(), "ann") == 10, "all that ann sent is committed");
            until(() -> Net.nonce(node.chain(), "carl") == 1, "what carl sent elsewhere is committed");
        }
        long height = nodes.stream()
                .mapToLong(node -> node.chain().head().height())
                .min()
                .orElseThrow();
        for (long h = 1; h <= height; h++)
            for (var node : nodes)
                assertEquals(first.block(h).hash(), node.chain().block(h).hash(), "height " + h);
        until(
                () -> first.blocks(1)
                                .map(block -> block.header().proposer())
                                .distinct()
                                .count()
                        == 4,
                "each has proposed and signed a seed");
    }

    @Test
    void one_of_four_killed_comes_back_and_two_of_four_stop_the_chain_until_they_do() throws Exception {
        found(4);
        for (var node : nodes) node.start();
        var first = nodes.getFirst().chain();
        until(() -> first.head().height() >= 2, "blocks are made");
        nodes.get(3).kill();
        long height = first.head().height();
        until(() -> first.head().height() >= height + 3, "three go on without the fourth");
        nodes.get(2).kill();
        Thread.sleep(1_500); // whatever was on its way is decided
        long stopped = first.head().height();
        Thread.sleep(1_500);
        assertEquals(stopped, first.head().height(), "two of four decide nothing");
        nodes.get(2).start();
        nodes.get(3).start();
        for (var node : nodes) until(() -> node.chain().head().height() >= stopped + 3, "all four go on");
        for (long h = 1; h <= stopped; h++)
            for (var node : nodes)
                assertEquals(first.block(h).hash(), node.chain().block(h).hash(), "height " + h);
    }

    @Test
    void a_validator_killed_at_any_moment_replays_to_the_hash_it_had() throws Exception {
        found(1);
        long seed = System.nanoTime();
        var random = new Random(seed);
        var known = new TreeMap<Long, String>();
        for (int life = 0; life < 5; life++) {
            var child = CometChild.start(nodes.getFirst());
            try {
                long until = System.nanoTime() + 1_500_000_000L + random.nextInt(1_500) * 1_000_000L;
                for (String line; System.nanoTime() < until && (line = child.line()) != null; ) {
                    var words = line.split(" ");
                    if (!words[0].equals("DONE")) continue;
                    var before = known.put(Long.valueOf(words[1]), words[2]);
                    assertTrue(before == null || before.equals(words[2]), "seed " + seed + ": " + line);
                }
            } finally {
                child.kill();
            }
        }
        assertTrue(known.size() > 3, known.size() + " blocks");
        var chain = nodes.getFirst().start();
        until(() -> chain.head().height() > known.lastKey(), "it goes on");
        known.forEach((height, hash) ->
                assertEquals(hash, chain.block(height).hash().toString(), "seed " + seed + ", height " + height));
        assertEquals(
                Optional.empty(), chain.replay(new MemoryKeyValue(), _ -> {}).difference());
    }

    @Test
    void the_tool_of_comet_drives_the_application_by_hand() throws Exception {
        var cli = RealComet.abciCli();
        try (var fake = new FakeComet(1, directory)) {
            fake.open(0, new MemoryKeyValue());
            var address = fake.validators.getFirst().driver.address();
            assertSays("merhaba", RealComet.run(cli, address, "echo", "merhaba"));
            assertSays("data: stoa", RealComet.run(cli, address, "info"));
            var tx = stoa.types.Hex.encode(fake.net.pay("ann", 0, "bob", 5));
            assertSays("code: OK", RealComet.run(cli, address, "check_tx", tx));
            assertSays("code: 107", RealComet.run(cli, address, "check_tx", "0x00"));
            assertSays("code: ", RealComet.run(cli, address, "query", "0x0100"));
        }
    }

    /// Homes of validators that know one another, not started yet.
    private void found(int validators) throws Exception {
        var homes = new ArrayList<CometHome>();
        var members = new ArrayList<CometHome.Member>();
        var genesisValidators = new ArrayList<Genesis.Validator>();
        var keys = new ArrayList<Bls.Key>();
        for (int i = 0; i < validators; i++) {
            var home = new CometHome(directory.resolve("node" + i).resolve("comet"));
            var key = seedKey(i);
            homes.add(home);
            keys.add(key);
            members.add(new CometHome.Member("node" + i, home.validatorKey(), 10));
            genesisValidators.add(
                    new Genesis.Validator(home.validatorAddress(), key.publicKey(), key.provePossession(), 10));
        }
        net = Net.of(genesisValidators);
        var ports = RealComet.freePorts(validators);
        for (int i = 0; i < validators; i++)
            nodes.add(new CometNode(net, directory.resolve("node" + i), program, keys.get(i), ports.get(i)));
        var peers = new ArrayList<String>();
        for (var node : nodes) peers.add(node.peer());
        for (var node : nodes) {
            node.configure(
                    peers.stream().filter(peer -> !peer.equals(self(node))).toList(), Optional.empty());
            node.home().writeGenesis(CometHome.genesis(net.genesis(), members));
        }
    }

    private static void until(BooleanSupplier condition, String what) {
        Waiting.until(condition, what, PATIENCE_MILLIS);
    }

    private static void assertSays(String what, String said) {
        assertTrue(said.contains(what), said);
    }

    static Bls.Key seedKey(int number) {
        return Bls.Key.fromSeed(
                Digests.INSTANCE.sha256(Utf8.encode("seed key " + number)).bytes());
    }

    private static String self(CometNode node) {
        try {
            return node.peer();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
