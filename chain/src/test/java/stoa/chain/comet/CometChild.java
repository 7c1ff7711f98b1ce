// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.types.Genesis;
import stoa.types.codec.Utf8;

/// A validator as a process of its own that sends itself random verbs, says what is committed, and waits to be killed.
final class CometChild {
    private final Process process;
    private final BufferedReader lines;

    private CometChild(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static CometChild start(CometNode node) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CometChild.class.getName()));
        command.addAll(node.words());
        return new CometChild(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    @Nullable
    String line() throws IOException {
        return lines.readLine();
    }

    /// Both die: CometBFT stops when its application is gone, but not at once, so it is killed first.
    void kill() throws InterruptedException {
        var comets = process.descendants().toList();
        process.destroyForcibly().waitFor();
        for (var comet : comets) {
            comet.destroyForcibly();
            comet.onExit().join();
        }
    }

    /// @param args the directory, CometBFT, its RPC port, the genesis time
    public static void main(String[] args) throws Exception {
        var home = new stoa.chain.comet.home.CometHome(Path.of(args[0], "comet"));
        var key = CometNetworkTest.seedKey(0);
        var net = Net.of(
                List.of(new Genesis.Validator(home.validatorAddress(), key.publicKey(), key.provePossession(), 10)),
                Long.parseLong(args[3]));
        var node = new CometNode(net, Path.of(args[0]), Path.of(args[1]), key, Integer.parseInt(args[2]));
        var chain = node.start();
        chain.subscribe("parent", chain.head().height() + 1, block -> {
            PrintStream out = System.out;
            byte[] line = Utf8.encode("DONE " + block.height() + " " + block.hash() + "\n");
            out.write(line, 0, line.length);
            out.flush();
        });
        var traffic = new Traffic(System.nanoTime(), net);
        while (true) {
            traffic.from(chain);
            for (byte[] raw : traffic.next(20)) chain.submit(raw);
            Thread.sleep(100);
        }
    }
}
