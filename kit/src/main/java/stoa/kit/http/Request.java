// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.Optional;

/// A request as a handler sees it; valid on the handler's thread until its answer is complete.
public interface Request {
    /// Upper case.
    String method();

    /// Decoded, without the query; begins with `/`.
    String path();

    /// The part of the path that stood for `{name}` in the route's pattern; decoded.
    String pathParam(String name);

    /// The first value of a query parameter; decoded.
    Optional<String> query(String name);

    /// As sent, without `?`; empty text when there is none.
    String rawQuery();

    Optional<String> header(String name);

    Headers headers();

    /// The whole body, read at the first call and kept. Beyond the server's bound it throws an `HttpProblem` 413,
    /// which a handler lets pass.
    byte[] body();

    /// The numeric address of the other end of the connection.
    String remoteAddress();

    /// The caller's `x-request-id` if it is short and plain, otherwise one made here; sent back on every answer.
    String id();

    /// Runs `action` once, on another thread, if the caller goes away before the answer is complete.
    void onDisconnect(Runnable action);
}
