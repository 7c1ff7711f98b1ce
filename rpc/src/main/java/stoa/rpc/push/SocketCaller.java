// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.crypto.RandomBytes;
import stoa.kit.http.WebSocket;
import stoa.kit.json.Json;
import stoa.rpc.json.Caller;
import stoa.rpc.json.JsonRpc;
import stoa.rpc.json.RpcError;
import stoa.types.Hex;
import stoa.views.query.LogQueries.Filter;

/// One open WebSocket: the calls it makes and the news it asked for.
final class SocketCaller implements Caller.Socket, WebSocket.Listener {
    private final JsonRpc rpc;
    private final Mailbox mailbox;
    private final int subscriptionsMax;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    /// Subscribed by the message at hand: they begin once its answer is on its way, so that nobody is told under an id
    /// it has not heard of.
    private final Map<String, Topic> fresh = new LinkedHashMap<>();
    private final Runnable onClose;

    /// What a subscription is about.
    sealed interface Topic {
        record Heads() implements Topic {}

        record Logs(Filter filter) implements Topic {}
    }

    SocketCaller(JsonRpc rpc, Mailbox mailbox, int subscriptionsMax, Runnable onClose) {
        this.rpc = rpc;
        this.mailbox = mailbox;
        this.subscriptionsMax = subscriptionsMax;
        this.onClose = onClose;
    }

    @Override
    public void onText(String text) {
        rpc.answer(text.getBytes(StandardCharsets.UTF_8), this)
                .ifPresent(answer -> mailbox.answer(JsonRpc.text(answer)));
        topics.putAll(fresh);
        fresh.clear();
    }

    @Override
    public void onClose(int code, String reason) {
        topics.clear();
        mailbox.close();
        onClose.run();
    }

    String subscribe(Topic topic) {
        if (topics.size() + fresh.size() >= subscriptionsMax)
            throw RpcError.limit("at most " + subscriptionsMax + " subscriptions on one connection");
        var id = Hex.encode(RandomBytes.next(16));
        fresh.put(id, topic);
        return id;
    }

    boolean unsubscribe(String id) {
        return topics.remove(id) != null || fresh.remove(id) != null;
    }

    Map<String, Topic> topics() {
        return topics;
    }

    void tell(String id, JsonNode result) {
        mailbox.news(notification(id, Json.text(result)));
    }

    /// With a result that is JSON text already, shared by all who are told the same.
    void tell(String id, String result) {
        mailbox.news(notification(id, result));
    }

    private static String notification(String id, String result) {
        var json = Json.object().put("jsonrpc", "2.0").put("method", "eth_subscription");
        json.putObject("params").put("subscription", id).putRawValue("result", new RawValue(result));
        return Json.text(json);
    }
}
