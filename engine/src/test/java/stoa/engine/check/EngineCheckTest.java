// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stoa.engine.Engine;
import stoa.engine.check.Finding.Verdict;
import stoa.engine.mock.MockOpenAiServer;
import stoa.engine.openai.Dialect;
import stoa.engine.openai.OpenAiConfig;
import stoa.engine.openai.OpenAiEngine;
import stoa.engine.reference.ReferenceEngine;
import stoa.engine.reference.TinyModel;

/// `spec/engine.md` as it is asked after: [ENG-1] [ENG-2] [ENG-3] [ENG-4] [ENG-5] [ENG-6] [ENG-7] [ENG-8] [ENG-9]
/// [ENG-10] [ENG-11] [ENG-12].
class EngineCheckTest {
    private static final Path FILE =
            Path.of(System.getProperty("stoa.root"), "models", "stoa-tiny", "stoa-tiny-q8_0.gguf");
    private static final String QUESTION = "What is Stoa?";

    @Test
    void the_reference_engine_does_everything() throws Exception {
        try (var engine = ReferenceEngine.load(FILE)) {
            var findings = EngineCheck.run(engine, QUESTION);
            assertEquals(
                    List.of(),
                    findings.stream().filter(f -> f.verdict() != Verdict.WORKS).toList());
            var rules = new TreeSet<String>();
            for (var finding : findings) rules.add(finding.rule());
            assertEquals(12, rules.size());
            assertTrue(EngineCheck.table(findings).contains("| ENG-8 | scores given tokens | works |"));
            assertEquals(
                    findings.size(),
                    EngineCheck.json("x", findings).path("findings").size());
        }
    }

    /// The same model behind each dialect's server: what its gaps cost is what the table says.
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void each_dialect_lacks_what_it_is_known_to_lack(Dialect dialect) throws Exception {
        try (var behind = ReferenceEngine.load(FILE);
                var server = MockOpenAiServer.start(behind, dialect, 0);
                Engine engine = new OpenAiEngine(OpenAiConfig.of(server.base(), Optional.empty(), "stoa-tiny"))) {
            var lacking = new TreeMap<String, Verdict>();
            for (var finding : EngineCheck.run(engine, QUESTION))
                if (finding.verdict() != Verdict.WORKS)
                    lacking.put(finding.rule() + " " + finding.name(), finding.verdict());
            lacking.remove("ENG-9 draws with the canonical sampler");
            lacking.remove("ENG-1 lists its model");
            lacking.remove("ENG-10 refuses what does not fit");
            var expected =
                    switch (dialect) {
                        case VLLM, SGLANG, LLAMA_CPP -> List.of();
                        case OPENAI -> List.of();
                        case OLLAMA ->
                            List.of(
                                    "ENG-6 tells log-probabilities",
                                    "ENG-7 takes raw tokens",
                                    "ENG-8 scores given tokens");
                        case TGI -> List.of("ENG-7 takes raw tokens", "ENG-8 scores given tokens");
                    };
            assertEquals(expected, List.copyOf(lacking.keySet()));
        }
    }

    @Test
    void two_precisions_are_told_apart_and_an_engine_agrees_with_itself() throws Exception {
        try (var plain = engine(0);
                var coarse = engine(2)) {
            var same = Calibration.run(plain, plain, 256, 12, 20, 8, 7);
            assertEquals(0, same.meanDistance(), 1e-9);
            assertEquals(0, same.largestMargin(), 1e-9);
            var other = Calibration.run(coarse, plain, 256, 12, 20, 8, 7);
            assertTrue(other.meanDistance() > 0.01, "distance " + other.meanDistance());
            var profile = other.profile("tiny", "q4_0", "f32");
            assertTrue(profile.path("distance").path("p99").asDouble()
                    >= profile.path("distance").path("p50").asDouble());
            assertTrue(other.svg("q4_0 < f32").contains("q4_0 &lt; f32"));
        }
    }

    private static ReferenceEngine engine(int type) throws Exception {
        return new ReferenceEngine(
                TinyModel.load(new TinyModel(5, type, TinyModel.Shape.SMALL).bytes()),
                new stoa.engine.reference.ReferenceLimits(1, 2, 2));
    }
}
