// SPDX-License-Identifier: Apache-2.0
package stoa.chain.crash;

import java.io.PrintStream;
import java.nio.file.Path;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.state.StateConfig;
import stoa.kit.metrics.Metrics;
import stoa.types.chain.CommittedBlock;
import stoa.types.codec.Utf8;

/// A process that commits random verbs as fast as it can, says which blocks are committed, and waits to be killed.
public final class CrashChild {
    private CrashChild() {}

    /// @param args the directory and a seed
    public static void main(String[] args) {
        var net = Net.local();
        var config = net.config(Path.of(args[0])).with(new StateConfig(8, false, 4 << 20));
        var chain = Chain.open(config, new Metrics());
        say("OPEN", chain.head());
        chain.subscribe("parent", chain.head().height() + 1, block -> say("DONE", block));
        var traffic = new Traffic(Long.parseLong(args[1]), net);
        while (true) {
            traffic.from(chain);
            for (byte[] raw : traffic.next(60)) chain.submit(raw);
            long height = chain.head().height();
            while (chain.head().height() == height && chain.health().ok()) Thread.onSpinWait();
            if (!chain.health().ok())
                throw new IllegalStateException(chain.health().detail());
        }
    }

    private static void say(String what, CommittedBlock block) {
        PrintStream out = System.out;
        byte[] line = Utf8.encode(what + " " + block.height() + " " + block.hash() + "\n");
        out.write(line, 0, line.length);
        out.flush();
    }
}
