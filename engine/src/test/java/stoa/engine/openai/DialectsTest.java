// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import stoa.engine.Engine;
import stoa.engine.EngineContract;
import stoa.engine.EngineException;
import stoa.engine.Feature;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.mock.MockEngine;
import stoa.engine.mock.MockOpenAiServer;
import stoa.engine.mock.MockPlan;

/// The contract through every dialect, against a server that has the pages and gaps of the real one.
class DialectsTest {
    @Nested
    class Vllm extends InDialect {
        Vllm() {
            super(Dialect.VLLM);
        }
    }

    @Nested
    class Sglang extends InDialect {
        Sglang() {
            super(Dialect.SGLANG);
        }
    }

    @Nested
    class LlamaCpp extends InDialect {
        LlamaCpp() {
            super(Dialect.LLAMA_CPP);
        }
    }

    @Nested
    class Ollama extends InDialect {
        Ollama() {
            super(Dialect.OLLAMA);
        }
    }

    @Nested
    class Tgi extends InDialect {
        Tgi() {
            super(Dialect.TGI);
        }
    }

    @Nested
    class OpenAi extends InDialect {
        OpenAi() {
            super(Dialect.OPENAI);
        }
    }

    abstract static class InDialect extends EngineContract {
        private final Dialect dialect;
        private final MockEngine behind = new MockEngine("mock", MockPlan.DEFAULT);
        private MockOpenAiServer server;

        InDialect(Dialect dialect) {
            this.dialect = dialect;
        }

        @Override
        protected Engine open() {
            server = MockOpenAiServer.start(behind, dialect, 0);
            return new OpenAiEngine(OpenAiConfig.of(server.base(), Optional.empty(), "mock"));
        }

        @AfterEach
        void closeServer() {
            behind.close();
            server.close();
        }

        @Test
        void the_engine_is_known_by_how_it_describes_itself() throws Exception {
            try (var engine = (OpenAiEngine) open()) {
                assertEquals(dialect, engine.dialect());
            }
        }

        @Test
        void scores_are_those_of_the_engine_behind_or_refused() throws Exception {
            var request = new ScoreRequest("mock", new int[] {5, 6, 7, 9}, 3);
            var expected = behind.score(request).positions();
            try (var engine = (OpenAiEngine) open()) {
                if (dialect == Dialect.OLLAMA || dialect == Dialect.TGI) {
                    var refusal = assertThrows(EngineException.class, () -> engine.score(request));
                    assertEquals(EngineException.Kind.UNSUPPORTED, refusal.kind());
                    return;
                }
                var scores = engine.score(request);
                assertEquals(
                        dialect == Dialect.LLAMA_CPP ? Scores.Method.REGENERATED : Scores.Method.PROMPT,
                        scores.method());
                for (int i = 0; i < expected.size(); i++) {
                    var one = expected.get(i);
                    var other = scores.positions().get(i);
                    assertEquals(one.chosen().id(), other.chosen().id());
                    assertEquals(
                            one.top().getFirst().logprob(),
                            other.top().getFirst().logprob());
                    boolean among = one.top().stream()
                            .anyMatch(c -> c.id() == one.chosen().id());
                    if (among || scores.method() == Scores.Method.PROMPT)
                        assertEquals(one.chosen().logprob(), other.chosen().logprob());
                }
                assertEquals(dialect != Dialect.OPENAI, dialect.features().contains(Feature.SCORE));
            }
        }
    }
}
