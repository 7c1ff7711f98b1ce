// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.engine.Asks;
import stoa.engine.Requests;

/// The shipped file read by llama.cpp: somebody else's reader, tokenizer and arithmetic must come to the same
/// text.
class LlamaCppTest {
    private static final int MOST_TOKENS = 60;

    private static ReferenceModel model;
    private static ReferenceEngine ours;
    private static LlamaModel theirs;

    @BeforeAll
    static void open() throws Exception {
        LlamaModel.setLogger(LogFormat.TEXT, (_, _) -> {});
        theirs = new LlamaModel(new ModelParameters()
                .setModel(StoaTiny.FILE.toString())
                .setCtxSize(1024)
                .setThreads(1)
                .setThreadsBatch(1)
                .disableLog()
                .skipWarmup());
        model = StoaTiny.load();
        ours = new ReferenceEngine(model, ReferenceLimits.defaults());
    }

    @AfterAll
    static void close() {
        ours.close();
        theirs.close();
    }

    static List<String> questions() {
        return List.of(
                "Hello",
                "What is Stoa?",
                "What is a host?",
                "What is a voucher?",
                "What is a receipt?",
                "What is a lane?",
                "What is an epoch?",
                "What is collateral?",
                "What is the court?",
                "Who pays the host?",
                "Who are you?",
                "How many seats does a session have?",
                "How do I start Stoa?",
                "What happens if a host disappears?",
                "What happens when a session expires?",
                "How are prices set?",
                "Which wallets work with Stoa?",
                "What is 2 + 3?",
                "What is the capital of France?",
                "Name the opposite of hot.",
                "The parcel arrived on Monday. Did the parcel arrive on Monday?",
                "Extract the city from: Anna lives in Oslo and is 34 years old.",
                "Thank you",
                "Tell me a joke.");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void greedy_text_is_the_same(String question) throws Exception {
        var body = Asks.chatBody("stoa-tiny", question).put("max_tokens", MOST_TOKENS);
        var prompt = "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
        var said = theirs.complete(new InferenceParameters(prompt)
                .setTemperature(0)
                .setTopK(1)
                .setRepeatPenalty(1)
                .setNPredict(MOST_TOKENS)
                .setCachePrompt(false));
        assertEquals(said, Asks.ask(ours, Requests.chat(body)).text());
    }

    @Test
    void text_becomes_the_same_tokens() {
        for (var text : List.of(
                "Hello, world! It's 42 o'clock.",
                "  two  blanks\n\nand lines\t tabs ",
                "Grüße aus Zürich, señor; 世界 😀 ½ ٣",
                "don't we'll they've I'd you're 'tis",
                "x=1;y=[2,3]{\"a\":null}\r\n",
                "a   b    c\u00a0d"))
            assertArrayEquals(theirs.encode(text), model.tokenizer().encode(text), text);
        for (var question : questions())
            assertArrayEquals(theirs.encode(question), model.tokenizer().encode(question));
    }
}
