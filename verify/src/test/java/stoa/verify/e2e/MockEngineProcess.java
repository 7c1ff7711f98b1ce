// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import java.io.IOException;
import stoa.engine.mock.MockEngine;
import stoa.engine.mock.MockOpenAiServer;

/// An OpenAI-compatible engine that calls tools and makes embeddings, on a port of its own.
final class MockEngineProcess implements AutoCloseable {
    private final MockOpenAiServer server;

    private MockEngineProcess(MockOpenAiServer server) {
        this.server = server;
    }

    static MockEngineProcess start() throws IOException {
        return new MockEngineProcess(MockOpenAiServer.start(0, MockEngine.defaults()));
    }

    String url() {
        return server.uri() + "/v1";
    }

    String model() {
        return "mock-1";
    }

    @Override
    public void close() {
        server.close();
    }
}
