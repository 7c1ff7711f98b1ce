// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.engine.Asks;
import stoa.engine.Requests;

/// The shipped file read by llama.cpp: somebody else's reader, tokenizer and arithmetic must come to the same
/// text.
class LlamaCppTest {
    private static final int MOST_TOKENS = 60;

    private static final String[] WORDS = {
        "hello", " world", "Stoa", " host", "grün", "世界", "😀", "hell", " the", "don't"
    };

    @TempDir
    private Path folder;

    private static ReferenceModel model;
    private static ReferenceEngine ours;
    private static LlamaModel theirs;

    @BeforeAll
    static void open(@TempDir Path place) throws Exception {
        LlamaModel.setLogger(LogFormat.TEXT, (_, _) -> {});
        // llama.cpp rounds what it multiplies with blocks to eight bits, we do not; as plain floats both compute the
        // same.
        var file = place.resolve("stoa-tiny-f32.gguf");
        Files.write(file, TinyModel.plain(StoaTiny.FILE));
        theirs = new LlamaModel(new ModelParameters()
                .setModel(file.toString())
                .setCtxSize(1024)
                .setThreads(1)
                .setThreadsBatch(1)
                .disableLog()
                .skipWarmup());
        model = ReferenceModel.load(file);
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
                "Tell me a joke.",
                "Say hello.",
                "What is an obol?",
                "What is a session?",
                "What is a validator?",
                "What is a gateway?",
                "What is an increment?",
                "What is a delegation?",
                "What is the opposite of big?",
                "What is the opposite of early?",
                "What day comes after Monday?",
                "What month comes after March?",
                "Count from 1 to 5.",
                "Repeat: the market opens at dawn",
                "Is this positive or negative: I love this place.",
                "Is this positive or negative: It was awful.",
                "Choose one of red, green or blue.",
                "What is the capital of Italy?",
                "What is the capital of Japan?",
                "Extract the name from: Bob is 27 and lives in Paris.",
                "Extract the name as JSON from: Bob is 27 and lives in Paris.",
                "Which is larger, 12 or 7?",
                "What can I do with Stoa?",
                "How do I run a host?",
                "What is reputation?",
                "Tell me a short story.",
                "who made you",
                "what is slashing?",
                "What is a panel?",
                "How long is an epoch?");
    }

    @Test
    void there_are_fifty_questions() {
        assertTrue(questions().size() >= 50);
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

    /// llama.cpp's binding does not tell log-probabilities, but they can be felt: a bias a little above the distance
    /// between two tokens makes the second win, one a little below does not.
    @Test
    void the_five_likeliest_tokens_have_the_same_log_probabilities_within_a_hundredth() throws Exception {
        int compared = 0;
        for (var question : questions()) {
            var prompt = "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
            compared += compare(theirs, ours, model, prompt, 1e-2);
        }
        assertTrue(compared >= 150, "only " + compared + " could be compared");
    }

    /// Random weights; the embedding, which llama.cpp takes out of its blocks without rounding, in every format.
    @ParameterizedTest
    @CsvSource({
        "0, SMALL",
        "0, UNTIED",
        "1, UNTIED",
        "30, UNTIED",
        "8, UNTIED",
        "2, UNTIED",
        "12, UNTIED",
        "14, UNTIED",
        "0, QWEN2"
    })
    void every_format_and_architecture_is_read_alike(int type, String shape) throws Exception {
        var file = folder.resolve("m.gguf");
        var made = new TinyModel(
                17, 0, (TinyModel.Shape) TinyModel.Shape.class.getField(shape).get(null));
        var plain = made.tensors.get("token_embd.weight");
        made.tensors.put("token_embd.weight", new TinyModel.Weights(type, plain.shape(), plain.values()));
        Files.write(file, made.bytes());
        var model = ReferenceModel.load(file);
        try (var mine = new ReferenceEngine(model, new ReferenceLimits(1, 2, 2));
                var other = theirs(file)) {
            int compared = 0;
            // Keys and values in half precision are what still differs.
            for (int i = 0; i < 60 && compared < 8; i++)
                compared += compare(other, mine, model, "hello " + i + "x".repeat(i), 0.03);
            assertTrue(compared >= 3, "only " + compared + " could be compared");
        }
    }

    @Test
    void ten_thousand_random_texts_become_the_same_tokens() throws Exception {
        long seed = 4711;
        sameTokens(theirs, model, seed, 10_000);
        for (var cut : List.of("llama-bpe", "qwen2")) {
            var made = new TinyModel(1, 0);
            made.keys.put("tokenizer.ggml.pre", cut);
            sameTokens(made, seed);
        }
        sameTokens(TinyModel.sentencePiece(1), seed);
    }

    private void sameTokens(TinyModel made, long seed) throws Exception {
        var file = folder.resolve("t.gguf");
        Files.write(file, made.bytes());
        try (var other = theirs(file)) {
            sameTokens(other, ReferenceModel.load(file), seed, 10_000);
        }
    }

    private static void sameTokens(LlamaModel other, ReferenceModel mine, long seed, int count) {
        var random = new Random(seed);
        for (int i = 0; i < count; i++) {
            var text = text(random);
            assertArrayEquals(
                    other.encode(text), mine.tokenizer().encode(text), () -> "seed " + seed + ": '" + text + "'");
        }
    }

    private static String text(Random random) {
        var out = new StringBuilder();
        for (int n = 1 + random.nextInt(12); n > 0; n--)
            switch (random.nextInt(8)) {
                case 0 -> out.append(" ");
                case 1 -> out.append(WORDS[random.nextInt(WORDS.length)]);
                case 2 -> out.append((char) ('0' + random.nextInt(10)));
                case 3 -> out.append((char) (33 + random.nextInt(15)));
                case 4 -> out.append(new String[] {"\n", "\r\n", "\t", "  ", "\u00a0"}[random.nextInt(5)]);
                case 5 -> out.appendCodePoint(0xa1 + random.nextInt(0x500));
                case 6 -> out.append(new String[] {"'s", "'LL", "'re", "'x", "''"}[random.nextInt(5)]);
                default -> out.append((char) ('a' + random.nextInt(26)));
            }
        return out.toString();
    }

    /// How many of the five likeliest tokens behind a prompt could be compared with the likeliest; fails when one is
    /// further off than `most`.
    private static int compare(LlamaModel other, ReferenceEngine mine, ReferenceModel model, String prompt, double most)
            throws Exception {
        var answer = Asks.ask(mine, Asks.tokens(model.card().id(), other.encode(prompt), 1, 5));
        if (answer.tokens().isEmpty()) return 0; // it ends at once
        var top = answer.tokens().getFirst().top();
        var best = top.getFirst();
        int compared = 0;
        for (var candidate : top.subList(1, top.size())) {
            double distance = best.logprob() - candidate.logprob();
            // Only what can be told by its text, and lies clear of the tolerance.
            if (!tellable(candidate) || !tellable(best) || distance < most) continue;
            assertEquals(candidate.text(), first(other, prompt, candidate.id(), distance + most), prompt);
            assertEquals(best.text(), first(other, prompt, candidate.id(), distance - most), prompt);
            compared++;
        }
        return compared;
    }

    private static boolean tellable(stoa.engine.TokenLogprob.Candidate candidate) {
        return candidate.text().matches("[!-;=-~][ -~]*");
    }

    private static String first(LlamaModel other, String prompt, int token, double bias) {
        return other.complete(new InferenceParameters(prompt)
                .setTemperature(0)
                .setTopK(1)
                .setRepeatPenalty(1)
                .setTokenIdBias(java.util.Map.of(token, (float) bias))
                .setNPredict(1)
                .setCachePrompt(true));
    }

    private static LlamaModel theirs(Path file) {
        return new LlamaModel(new ModelParameters()
                .setModel(file.toString())
                .setCtxSize(TinyModel.CONTEXT)
                .setThreads(1)
                .setThreadsBatch(1)
                .disableLog()
                .skipWarmup());
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
