// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import stoa.engine.Engine;
import stoa.engine.EngineContract;
import stoa.engine.mock.MockEngine;
import stoa.engine.mock.MockOpenAiServer;
import stoa.engine.mock.MockPlan;

/// The contract, through HTTP.
class OpenAiEngineTest extends EngineContract {
    private MockEngine behind;
    private MockOpenAiServer server;

    @Override
    protected Engine open() {
        behind = new MockEngine("mock", MockPlan.DEFAULT);
        server = MockOpenAiServer.start(behind, 0);
        return new OpenAiEngine(OpenAiConfig.of(server.base(), Optional.empty(), "mock"));
    }

    @AfterEach
    void closeServer() {
        behind.close();
        server.close();
    }
}
