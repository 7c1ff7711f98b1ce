// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.node.Home;

/// `network.json`: what a stranger needs to find a network, beside its two genesis files. It holds no secret.
///
/// @param nodes of which at least one must answer
public record NetworkFile(long chainId, List<Node> nodes) {
    public static final String NAME = "network.json";

    private static final int NODES_MAX = 1_000;

    /// @param peer `id@host:port`, as CometBFT names peers
    /// @param cometRpc CometBFT's RPC, as `http://127.0.0.1:8502`
    /// @param rpc the Ethereum JSON-RPC
    public record Node(String name, String peer, String cometRpc, String rpc) {}

    public void write(Path file) throws IOException {
        AtomicFile.write(file, (Json.text(this) + "\n").getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    }

    /// @throws Home.Unusable when there is no such file or it is none
    public static NetworkFile read(Path file) throws IOException {
        if (!Files.exists(file))
            throw new Home.Unusable("there is no network here (" + file + " is missing): run ./stoa network init");
        try {
            var read = Json.read(Files.readAllBytes(file), NetworkFile.class);
            if (read.nodes() == null || read.nodes().isEmpty() || read.nodes().size() > NODES_MAX)
                throw new Home.Unusable(file + " names no nodes");
            for (var node : read.nodes())
                if (node.name() == null || node.peer() == null || node.cometRpc() == null || node.rpc() == null)
                    throw new Home.Unusable(file + ": a node needs name, peer, cometRpc and rpc");
            return read;
        } catch (MalformedJson e) {
            throw new Home.Unusable(file + " cannot be read: " + e.getMessage());
        }
    }
}
