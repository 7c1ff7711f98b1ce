// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// One JSON-RPC call, for views that have no Java type of their own.
final class Rpc {
    private static final Duration WAIT = Duration.ofSeconds(20);

    private Rpc() {}

    private static CliError notRpc(URI uri) {
        return new CliError(uri + " does not speak JSON-RPC: is it the address that stoa up prints as Ethereum RPC?");
    }

    static JsonNode call(URI uri, String method, Object... params) throws java.io.IOException {
        var body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        body.set("params", Json.parse(Json.write(params)));
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var reply = http.send(HttpCall.post(uri, "application/json", Json.write(body), WAIT));
            var answer = Json.parse(reply.body());
            if (answer.hasNonNull("error"))
                throw new CliError(
                        Printable.of(answer.path("error").path("message").asText("the node refused")));
            if (!answer.has("result")) throw notRpc(uri);
            return answer.path("result");
        } catch (MalformedJson e) {
            throw notRpc(uri);
        }
    }
}
