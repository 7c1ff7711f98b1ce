// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import stoa.client.LedgerFailure;
import stoa.client.http.HttpLedger;
import stoa.node.Home;

/// What commands do to a local network that a [Supervisor] holds together in another process.
public final class NetworkControl {
    private static final long FIRST_BLOCK_NANOS = 180_000_000_000L;
    private static final long PAUSE_MILLIS = 200;

    private NetworkControl() {}

    /// Kills a node as a power failure would; it stays down until [#start].
    public static void kill(NetworkFiles files, String node) throws IOException {
        var home = files.node(node);
        Wanted.read(files.dir()).withDown(node).write(files.dir());
        for (var what : List.of("node", "comet"))
            home.running(what).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
    }

    public static void start(NetworkFiles files, String node) throws IOException {
        files.node(node);
        Wanted.read(files.dir()).withUp(node).write(files.dir());
    }

    /// Cuts the links between these groups; none joins all again.
    public static void partition(NetworkFiles files, List<List<String>> groups) throws IOException {
        var seen = new HashSet<String>();
        for (var group : groups)
            for (var node : group) {
                files.node(node);
                if (!seen.add(node)) throw new Home.Unusable("node " + node + " is named twice");
            }
        Wanted.read(files.dir()).withGroups(groups).write(files.dir());
    }

    /// Returns when the first node has a block that its network agreed on and its JSON-RPC answers, or when nobody
    /// wants it any more.
    public static void awaitBlocks(NetworkFiles files, BooleanSupplier unwanted)
            throws IOException, InterruptedException {
        var first = files.read().nodes().getFirst();
        long end = System.nanoTime() + FIRST_BLOCK_NANOS;
        while (!unwanted.getAsBoolean() && !answers(files, first)) {
            if (System.nanoTime() > end)
                throw new Home.Unusable("the network made no block in " + FIRST_BLOCK_NANOS / 1_000_000_000
                        + " seconds; see " + files.node(first.name()).log() + " and "
                        + files.node(first.name()).comet().log());
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean answers(NetworkFiles files, NetworkFile.Node node) throws IOException {
        if (NodeStatus.of(files, node).height() < 1) return false;
        try (var ledger = HttpLedger.open(URI.create(node.rpc()))) {
            return ledger.head().height() >= 1;
        } catch (LedgerFailure _) {
            return false;
        }
    }
}
