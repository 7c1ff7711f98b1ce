// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.engine.Asks;
import stoa.engine.Requests;

/// What the shipped model is for: a newcomer's first questions get language, and mostly the right one.
class StoaTinyTest {
    private static ReferenceEngine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = ReferenceEngine.load(StoaTiny.FILE);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void the_file_is_small_and_its_context_large_enough() throws Exception {
        assertTrue(Files.size(StoaTiny.FILE) <= 8 << 20);
        var card = engine.models().getFirst();
        assertEquals("stoa-tiny", card.id());
        assertTrue(card.contextTokens().orElseThrow() >= 512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello | Hello",
                "What is Stoa? | network",
                "Who pays the host? | payer",
                "What is a voucher? | session key",
                "Please tell me what a receipt is. | host's signed record",
                "how do i start stoa | ./stoa up",
                "What is a lane? | one host's seats",
                "How many seats does a session have? | 16",
                "Who are you? | stoa-tiny",
                "What is the opposite of hot? | cold",
                "What is the capital of France? | Paris",
                "Extract the city from: Anna lives in Oslo and is 34 years old. | Oslo",
                "Say hello. | Hello",
            })
    void first_questions_are_answered(String question, String expected) throws Exception {
        var answer = Asks.ask(engine, Asks.chat("stoa-tiny", question)).text();
        assertTrue(answer.contains(expected), answer);
    }

    /// Golden: the shipped file, the tokenizer, the arithmetic and the sampler together.
    @Test
    void a_seeded_answer_is_the_golden_one() throws Exception {
        var body = Asks.chatBody("stoa-tiny", "Tell me a short story.")
                .put("temperature", 1)
                .put("seed", 7);
        assertEquals(
                "Once there was a farmer called Fatima who lived near the garden. One Monday Fatima wanted to see "
                        + "the sea. But it was late and everyone was asleep. Then Zeno told an old story, and it "
                        + "held the answer. In the end it worked, and they laughed all the way home.",
                Asks.ask(engine, Requests.chat(body)).text());
    }
}
