// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// What a server answers: method and path pattern to handler. `{name}` stands for one path segment, a final `{name...}`
/// for the rest. The more literal pattern wins, whatever the order. Filled before the server starts, then left alone.
public final class Routes {
    public Routes get(String pattern, Handler handler) {
        return on("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return on("POST", pattern, handler);
    }

    public Routes put(String pattern, Handler handler) {
        return on("PUT", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return on("DELETE", pattern, handler);
    }

    /// `GET` routes answer `HEAD` too.
    public Routes on(String method, String pattern, Handler handler) {
        throw new UnsupportedOperationException();
    }

    public Routes webSocket(String pattern, WebSocket.Endpoint endpoint) {
        throw new UnsupportedOperationException();
    }

    /// Refusals in plain text are the default.
    public Routes errors(ErrorMapper mapper) {
        throw new UnsupportedOperationException();
    }

    /// Answers preflights and marks answers; without it, pages of other origins are left to the browser's refusal.
    public Routes cors(Cors cors) {
        throw new UnsupportedOperationException();
    }
}
