// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stoa.engine.CompletionRequest;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.Prompt;
import stoa.engine.Sampling;
import stoa.engine.reference.ReferenceEngine;
import stoa.engine.reference.ReferenceLimits;
import stoa.engine.reference.ReferenceModel;
import stoa.engine.reference.llama.KernelChoice;
import stoa.kit.json.Json;
import stoa.node.Engines;

/// `stoa bench engine`: how fast the reference engine runs the bundled model on this machine, in its own process and
/// without anything in front. Medians of several rounds after one that does not count.
public final class EngineBench {
    private static final int ROUNDS = 5;
    private static final int PROMPT_MOST = 512;
    private static final int DECODE_TOKENS = 128;
    private static final int CONCURRENT = 4;
    private static final String TEXT =
            "A session is a deposit with sixteen seats. A host signs a receipt for every answer,"
                    + " and the payer's session key signs a voucher for the receipts. The ledger pays what the voucher says. ";

    private final ReferenceModel model;
    private final Engine engine;
    /// So that no two prompts begin alike: an engine that keeps prompts must not be measured on what it kept.
    private int serial;

    private EngineBench(ReferenceModel model, Engine engine) {
        this.model = model;
        this.engine = engine;
    }

    /// One answer's figures.
    ///
    /// @param firstNanos from the request to its first piece
    private record Run(int input, int output, long firstNanos) {}

    private record Round(double loadMillis, double prefill, double firstMillis, double decodeOne, double decodeMany) {}

    /// Measures and gives the figures.
    public static ObjectNode run() throws IOException, InterruptedException, EngineException {
        var file = Engines.bundledModel();
        KernelChoice.settle();
        var rounds = new ArrayList<Round>();
        round(file); // the compiler's turn
        for (int i = 0; i < ROUNDS; i++) rounds.add(round(file));
        var model = ReferenceModel.load(file);
        return Json.object()
                .put("bench", "engine")
                .put("machine", Machine.describe())
                .put("rounds", ROUNDS)
                .put("model", model.card().id())
                .put("promptTokens", promptTokens(model))
                .put("loadMillis", median(rounds.stream().map(Round::loadMillis).toList()))
                .put(
                        "prefillPerSecond",
                        median(rounds.stream().map(Round::prefill).toList()))
                .put(
                        "firstTokenMillis",
                        median(rounds.stream().map(Round::firstMillis).toList()))
                .put(
                        "decodePerSecond1",
                        median(rounds.stream().map(Round::decodeOne).toList()))
                .put(
                        "decodePerSecond4",
                        median(rounds.stream().map(Round::decodeMany).toList()));
    }

    /// The figures as a table for people, in Markdown.
    public static String table(ObjectNode json) {
        return String.format(
                Locale.ROOT,
                "%s%n%n| %s | |%n|---|---|%n| load the model | %s ms |%n| read a prompt of %s tokens | %s tokens/s |%n"
                        + "| first token of a short question | %s ms |%n| write, one answer | %s tokens/s |%n"
                        + "| write, four answers at once | %s tokens/s together |",
                json.path("machine").asText(),
                json.path("model").asText(),
                json.path("loadMillis").asText(),
                json.path("promptTokens").asText(),
                json.path("prefillPerSecond").asText(),
                json.path("firstTokenMillis").asText(),
                json.path("decodePerSecond1").asText(),
                json.path("decodePerSecond4").asText());
    }

    private static Round round(Path file) throws IOException, InterruptedException, EngineException {
        long start = System.nanoTime();
        var model = ReferenceModel.load(file);
        double loadMillis = (System.nanoTime() - start) / 1e6;
        try (var engine = new ReferenceEngine(model, ReferenceLimits.defaults())) {
            var bench = new EngineBench(model, engine);
            var prefill = bench.ask(bench.prompt(promptTokens(model)), 1);
            var question = bench.ask(bench.prompt(16), 2);
            var one = bench.concurrent(1);
            var many = bench.concurrent(CONCURRENT);
            return new Round(
                    loadMillis, prefill.input() * 1e9 / prefill.firstNanos(), question.firstNanos() / 1e6, one, many);
        }
    }

    private static int promptTokens(ReferenceModel model) {
        return Math.min(PROMPT_MOST, model.card().contextTokens().orElse(PROMPT_MOST) / 2);
    }

    /// Output tokens a second of `answers` answers at once, together.
    private double concurrent(int answers) throws InterruptedException, EngineException {
        var work = new ArrayList<Callable<Run>>();
        for (int i = 0; i < answers; i++) {
            var prompt = prompt(16);
            work.add(() -> ask(prompt, DECODE_TOKENS));
        }
        long start = System.nanoTime();
        long tokens = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(work)) tokens += result(each).output();
        }
        return tokens * 1e9 / (System.nanoTime() - start);
    }

    private static Run result(Future<Run> run) throws InterruptedException, EngineException {
        try {
            return run.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException ours) throw ours;
            throw new IllegalStateException("an answer failed", e.getCause());
        }
    }

    private Run ask(Prompt prompt, int mostTokens) throws EngineException {
        var first = new long[1];
        var request = new CompletionRequest(
                model.card().id(),
                prompt,
                Sampling.DEFAULT,
                OptionalInt.of(mostTokens),
                List.of(),
                OptionalInt.empty(),
                Json.object());
        long start = System.nanoTime();
        var completion = engine.complete(request, _ -> {
            if (first[0] == 0) first[0] = System.nanoTime() - start;
            return true;
        });
        if (first[0] == 0) first[0] = System.nanoTime() - start; // the model ended at once
        return new Run(completion.usage().input(), completion.usage().output(), first[0]);
    }

    private Prompt prompt(int tokens) {
        var all = model.tokenizer().encodePrompt(serial++ + " " + TEXT.repeat(1 + tokens / 16));
        return new Prompt.Tokens(java.util.Arrays.copyOf(all, Math.min(tokens, all.length)));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return Math.round(sorted.get(sorted.size() / 2) * 10) / 10.0;
    }
}
