// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import stoa.chain.comet.home.CometBinary;

/// Finds the real CometBFT for a test, or builds it; without Go the test is skipped and says why.
final class RealComet {
    private RealComet() {}

    static synchronized Path program() throws InterruptedException {
        try {
            return CometBinary.install(true);
        } catch (IOException none) {
            Assumptions.abort("no CometBFT for this test: " + none.getMessage());
            throw new IllegalStateException(none);
        }
    }

    static Path abciCli() throws InterruptedException {
        program();
        return CometBinary.findAbciCli().orElseThrow();
    }

    /// What the tool says of one command.
    static String run(Path cli, String address, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(cli.toString(), "--address", address));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /// Ports of which each and the next one were free a moment ago.
    static List<Integer> freePorts(int count) throws IOException {
        var ports = new ArrayList<Integer>();
        var held = new ArrayList<ServerSocket>();
        try {
            for (int port = 30_000 + (int) (ProcessHandle.current().pid() % 2_000) * 10;
                    ports.size() < count && port < 60_000;
                    port += 2) {
                try {
                    held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                    held.add(new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress()));
                    ports.add(port);
                } catch (IOException taken) {
                    // somebody else's; the next may be free
                }
            }
        } finally {
            for (var socket : held) socket.close();
        }
        return ports;
    }
}
