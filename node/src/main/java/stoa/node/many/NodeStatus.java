// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// How one node is.
///
/// @param state `up`, `syncing`, `silent` (it runs and does not answer) or `down`
/// @param height of its newest block, 0 when it does not answer
/// @param appHash after the block before that, as CometBFT's header has it
public record NodeStatus(String name, String state, long height, int peers, String appHash) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    public static List<NodeStatus> all(NetworkFiles files) throws IOException {
        var all = new ArrayList<NodeStatus>();
        for (var node : files.read().nodes()) all.add(of(files, node));
        return all;
    }

    static NodeStatus of(NetworkFiles files, NetworkFile.Node node) throws IOException {
        boolean runs = files.node(node.name()).running("node").isPresent();
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var status = Json.parse(http.send(HttpCall.get(URI.create(node.cometRpc() + "/status"), PATIENCE))
                            .body())
                    .path("result")
                    .path("sync_info");
            var net = Json.parse(http.send(HttpCall.get(URI.create(node.cometRpc() + "/net_info"), PATIENCE))
                            .body())
                    .path("result");
            return new NodeStatus(
                    node.name(),
                    status.path("catching_up").asBoolean() ? "syncing" : "up",
                    status.path("latest_block_height").asLong(),
                    net.path("n_peers").asInt(),
                    status.path("latest_app_hash").asText());
        } catch (HttpFailure | MalformedJson _) {
            return new NodeStatus(node.name(), runs ? "silent" : "down", 0, 0, "");
        }
    }
}
