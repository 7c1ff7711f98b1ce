// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.json.Json;

/// One JSON-RPC call, for views that have no Java type of their own.
final class Rpc {
    private static final Duration WAIT = Duration.ofSeconds(20);

    private Rpc() {}

    static JsonNode call(URI uri, String method, Object... params) throws java.io.IOException {
        var body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        body.set("params", Json.parse(Json.write(params)));
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var reply = http.send(HttpCall.post(uri, "application/json", Json.write(body), WAIT));
            var answer = Json.parse(reply.body());
            if (answer.hasNonNull("error")) throw new CliError(answer.path("error").path("message").asText("the node refused"));
            return answer.path("result");
        }
    }
}
