// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// An HTTP/1.1 client that keeps connections. Redirects are answers like any other: they are not followed.
public final class HttpClient implements AutoCloseable {
    public HttpClient(HttpClientConfig config) {
        throw new UnsupportedOperationException();
    }

    /// The whole answer.
    public HttpReply send(HttpCall call) throws HttpFailure {
        throw new UnsupportedOperationException();
    }

    /// Returns when the head of the answer is here.
    public HttpStream stream(HttpCall call) throws HttpFailure {
        throw new UnsupportedOperationException();
    }

    /// Closes kept connections; calls in flight finish.
    @Override
    public void close() {}
}
