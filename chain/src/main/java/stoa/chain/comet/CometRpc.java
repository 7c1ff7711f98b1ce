// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import stoa.kit.crypto.Digests;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpReply;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.tx.Refused;

/// Our own CometBFT's RPC, as far as transactions are handed in. Any thread.
final class CometRpc implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STARTING = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 100;
    private static final String CACHED = "tx already exists in cache";

    private final URI uri;
    private final HttpClient http = new HttpClient(HttpClientConfig.defaults());

    CometRpc(URI uri) {
        this.uri = uri;
    }

    /// Returns when CometBFT has asked our `CheckTx` about it. While CometBFT starts, and does not listen yet, this
    /// waits
    /// a little.
    Hash broadcast(byte[] raw) throws Refused {
        var request = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", "broadcast_tx_sync");
        request.putObject("params").put("tx", Base64.getEncoder().encodeToString(raw));
        byte[] body = Json.write(request);
        long end = System.nanoTime() + STARTING.toNanos();
        for (boolean again = false; ; again = true) {
            try {
                return answer(raw, http.send(HttpCall.post(uri, "application/json", body, PATIENCE)), again);
            } catch (HttpFailure | MalformedJson failure) {
                if (System.nanoTime() < end && pause()) continue;
                throw new Refused(
                        Reason.MEMPOOL_FULL, "CometBFT does not answer (" + failure.getMessage() + "); try again");
            }
        }
    }

    /// @param again whether the very same may have arrived before
    private static Hash answer(byte[] raw, HttpReply reply, boolean again) throws Refused {
        var json = Json.parse(reply.body());
        var hash = Digests.INSTANCE.keccak256(raw);
        if (json.has("error")) {
            var what = json.path("error").path("data").asText();
            if (!what.contains(CACHED)) throw new Refused(Reason.MEMPOOL_FULL, "CometBFT did not take it: " + what);
            if (again) return hash;
            throw new Refused(Reason.ALREADY_KNOWN);
        }
        int code = json.path("result").path("code").asInt();
        if (code != 0)
            throw new Refused(reason(code), json.path("result").path("log").asText());
        return hash;
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Reason reason(int code) {
        try {
            return Reason.of(code);
        } catch (IllegalArgumentException _) {
            return Reason.INTERNAL;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
