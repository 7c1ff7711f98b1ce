// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import stoa.engine.mock.MockEngine;
import stoa.engine.mock.MockOpenAiServer;
import stoa.engine.mock.MockPlan;

/// An OpenAI-compatible engine that calls tools and makes embeddings, on a port of its own.
final class MockEngineProcess implements AutoCloseable {
    private final MockOpenAiServer server;

    private MockEngineProcess(MockOpenAiServer server) {
        this.server = server;
    }

    static MockEngineProcess start() {
        return new MockEngineProcess(MockOpenAiServer.start(new MockEngine("mock-1", MockPlan.DEFAULT), 0));
    }

    String url() {
        return server.base().toString();
    }

    String model() {
        return "mock-1";
    }

    @Override
    public void close() {
        server.close();
    }
}
