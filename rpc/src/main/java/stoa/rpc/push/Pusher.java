// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.clock.Ticker;
import stoa.kit.http.WebSocket;
import stoa.kit.json.Json;
import stoa.kit.log.Log;
import stoa.rpc.RpcConfig;
import stoa.rpc.eth.Book;
import stoa.rpc.eth.LogMethods;
import stoa.rpc.eth.Page;
import stoa.rpc.eth.Shapes;
import stoa.rpc.json.Caller;
import stoa.rpc.json.JsonRpc;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.types.chain.CommittedBlock;
import stoa.views.Views;

/// `eth_subscribe`: tells every open WebSocket of new blocks and of the logs it asked for, in order, each once, from a
/// thread of its own.
public final class Pusher implements AutoCloseable {
    private static final Log LOG = Log.of(Pusher.class);
    private static final Duration IDLE = Duration.ofSeconds(5);
    /// A pusher further behind than this skips, as a reader that came later would have.
    private static final long BEHIND_MOST = 1_024;

    private final Views views;
    private final Book book;
    private final RpcConfig config;
    private final Set<SocketCaller> callers = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;
    private final Views.Listening listening;
    private long next;

    private Pusher(Views views, Book book, RpcConfig config) {
        this.views = views;
        this.book = book;
        this.config = config;
        this.next = views.height() + 1;
        this.ticker = Ticker.start(
                "rpc-push",
                IDLE,
                this::push,
                failure -> LOG.error("blocks could not be told", failure, "height", next));
        this.listening = views.onFolded(this::folded);
    }

    public static Pusher start(Views views, Book book, RpcConfig config) {
        return new Pusher(views, book, config);
    }

    public void addTo(Methods methods) {
        methods.on("eth_subscribe", this::subscribe);
        methods.on(
                "eth_unsubscribe",
                (params, caller) -> BooleanNode.valueOf(socket(caller).unsubscribe(params.text(0))));
    }

    public WebSocket.Endpoint endpoint(JsonRpc rpc) {
        return socket -> {
            var mailbox = new Mailbox(socket, config.socketQueueBytes());
            var caller = new SocketCaller[1];
            caller[0] = new SocketCaller(rpc, mailbox, config.maxSubscriptions(), () -> callers.remove(caller[0]));
            callers.add(caller[0]);
            mailbox.start();
            return caller[0];
        };
    }

    @Override
    public void close() {
        listening.close();
        ticker.close();
    }

    private JsonNode subscribe(Params params, Caller caller) {
        var kind = params.text(0);
        var topic =
                switch (kind) {
                    case "newHeads" -> new SocketCaller.Topic.Heads();
                    case "logs" ->
                        new SocketCaller.Topic.Logs(
                                LogMethods.what(params.optionalObject(1).orElseGet(Params::empty)));
                    default ->
                        throw RpcError.unsupported(
                                "no such subscription; there are newHeads and logs (waiting transactions are not told)");
                };
        return TextNode.valueOf(socket(caller).subscribe(topic));
    }

    private static SocketCaller socket(Caller caller) {
        if (caller instanceof SocketCaller socket) return socket;
        throw RpcError.unsupported("subscriptions need a WebSocket: connect to this address with ws://");
    }

    private void folded(CommittedBlock block) {
        ticker.wake();
    }

    /// On the ticker's thread.
    private void push() {
        long height = views.height();
        next = Math.max(next, height - BEHIND_MOST);
        for (; next <= height; next++) {
            if (!callers.isEmpty()) book.page(next).ifPresent(this::tell);
        }
    }

    private void tell(Page page) {
        String head = null;
        for (var caller : callers) {
            for (var each : caller.topics().entrySet()) {
                switch (each.getValue()) {
                    case SocketCaller.Topic.Heads _ -> {
                        if (head == null) head = Json.text(Shapes.header(page));
                        caller.tell(each.getKey(), head);
                    }
                    case SocketCaller.Topic.Logs(var filter) -> {
                        for (var log : page.logs())
                            if (filter.matches(log.log())) caller.tell(each.getKey(), Shapes.log(page, log));
                    }
                }
            }
        }
    }
}
