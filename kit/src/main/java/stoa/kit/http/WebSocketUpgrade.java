// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The handshake of RFC 6455 §4.2. Pages of other origins are refused unless the routes' `Cors` lets them in,
/// because browsers do not ask beforehand for WebSockets.
final class WebSocketUpgrade implements Http1Upgrader {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";

    private final Routes routes;
    private final HttpServerConfig config;

    WebSocketUpgrade(Routes routes, HttpServerConfig config) {
        this.routes = routes;
        this.config = config;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    /// Null lets the request go on as an ordinary one.
    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        var path = prologue.uriPath().rawPath();
        var endpoint = routes.socket(path);
        if (endpoint.isEmpty() || !prologue.method().text().equals("GET")) return null;
        var key = headers.first(HelidonNames.of("sec-websocket-key")).orElse("");
        if (!isKey(key)) throw refusal(Status.BAD_REQUEST_400, "a WebSocket key of 16 bytes is missing");
        if (!headers.first(HelidonNames.of("sec-websocket-version")).orElse("").equals(VERSION))
            throw refusal(Status.create(426), "only WebSocket version 13 is spoken here");
        if (!mayCome(headers)) throw refusal(Status.FORBIDDEN_403, "pages of this origin are not let in");
        var answer =
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                        + accept(key) + "\r\n\r\n";
        context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
        var socket = new ServerWebSocket(
                context, Peer.CURRENT.get(), PathPattern.decode(path), config.maxBodyBytes(), endpoint.get());
        Peer.CURRENT.get().upgraded(socket);
        return socket;
    }

    private boolean mayCome(WritableHeaders<?> headers) {
        var origin = headers.first(HeaderNames.ORIGIN);
        if (origin.isEmpty()
                || routes.cors().filter(cors -> cors.lets(origin.get())).isPresent()) return true;
        var host = headers.first(HeaderNames.HOST).orElse("");
        return origin.get().equalsIgnoreCase("http://" + host) || origin.get().equalsIgnoreCase("https://" + host);
    }

    private static RequestException refusal(Status status, String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(status)
                .header(io.helidon.http.HeaderValues.create("Sec-WebSocket-Version", VERSION))
                .message(message)
                .build();
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
