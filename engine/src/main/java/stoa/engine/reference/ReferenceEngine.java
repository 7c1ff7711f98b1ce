// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.ModelCard;
import stoa.engine.Prompt;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.engine.reference.grammar.TokenGrammar;
import stoa.engine.reference.grammar.TokenTrie;
import stoa.engine.reference.llama.Batch;
import stoa.engine.reference.llama.KvCache;

/// Runs one model in this process. Several engines may share a [ReferenceModel]; each has its own threads and
/// limits.
public final class ReferenceEngine implements Engine {
    /// Of the heap, for beginnings of prompts that may come again.
    private static final int PREFIX_SHARE = 8;

    private final ReferenceModel model;
    private final Scheduler scheduler;
    private final Driver driver;
    private final PrefixStore prefixes;
    private @Nullable TokenTrie trie; // made by the first answer that needs one

    public ReferenceEngine(ReferenceModel model, ReferenceLimits limits) {
        this.model = model;
        this.scheduler = new Scheduler(limits);
        this.driver = new Driver(model.llama(), limits.threads());
        this.prefixes =
                new PrefixStore(model.llama().config(), Runtime.getRuntime().maxMemory() / PREFIX_SHARE);
    }

    /// An engine of its own for one file. Who needs several of them loads a [ReferenceModel] once and shares it.
    public static ReferenceEngine load(Path path) throws IOException {
        return new ReferenceEngine(ReferenceModel.load(path), ReferenceLimits.defaults());
    }

    @Override
    public List<ModelCard> models() {
        return List.of(model.card());
    }

    @Override
    public OptionalInt countInput(CompletionRequest request) throws EngineException {
        return OptionalInt.of(tokens(request).length);
    }

    @Override
    public Completion complete(CompletionRequest request, Sink sink) throws EngineException {
        requireModel(request.model());
        var form = Form.of(request);
        var tokens = tokens(request);
        for (int id : request.sampling().logitBias().keySet())
            if (id >= model.tokenizer().size())
                throw EngineException.badRequest(
                        "logit_bias names token " + id + ", but this model has "
                                + model.tokenizer().size() + " tokens.",
                        "logit_bias",
                        "invalid_value");
        try (var _ = scheduler.admit()) {
            var grammar = form.map(f -> new TokenGrammar(f.shape(), model.tokenizer(), trie()));
            var generation = new Generation(
                    model,
                    request,
                    tokens,
                    prefixes.begin(tokens),
                    prefixes,
                    grammar.orElse(null),
                    form.isPresent() && form.get().call());
            driver.start(generation);
            return generation.run(driver, sink);
        }
    }

    @Override
    public Scores score(ScoreRequest request) throws EngineException {
        requireModel(request.model());
        var tokens = checked(request.tokens(), "tokens");
        if (tokens.length > context()) throw EngineException.contextLength(context(), tokens.length);
        var positions = new ArrayList<TokenLogprob>(tokens.length - 1);
        var given = java.util.Arrays.copyOf(tokens, tokens.length - 1);
        read(
                given,
                Batch.Want.SCORES,
                (at, logits) -> positions.add(Logprobs.of(model.tokenizer(), logits, tokens[at + 1], request.top())));
        return new Scores(positions, new Usage(tokens.length, 0, 0));
    }

    /// The mean of the states behind all tokens, of length one.
    @Override
    public Embeddings embed(EmbeddingRequest request) throws EngineException {
        requireModel(request.model());
        int width = model.llama().config().width();
        int wanted = request.dimensions().orElse(width);
        if (wanted > width)
            throw EngineException.badRequest(
                    "'dimensions' is " + wanted + ", but this model's vectors have " + width + " elements.",
                    "dimensions",
                    "invalid_value");
        var vectors = new ArrayList<float[]>();
        int input = 0;
        for (var prompt : request.inputs()) {
            var tokens = tokens(prompt, "input");
            if (tokens.length > context()) throw EngineException.contextLength(context(), tokens.length);
            var sum = new double[width];
            read(tokens, Batch.Want.STATE, (_, state) -> {
                for (int i = 0; i < width; i++) sum[i] += state[i];
            });
            vectors.add(unit(sum, wanted));
            input += tokens.length;
        }
        return new Embeddings(vectors, new Usage(input, 0, 0));
    }

    private void read(int[] tokens, Batch.Want want, Reading.Taker taker) throws EngineException {
        try (var _ = scheduler.admit()) {
            var reading = new Reading(new KvCache(model.llama().config()), tokens, want, taker);
            driver.start(reading);
            reading.run(driver);
        }
    }

    private synchronized TokenTrie trie() {
        if (trie == null) trie = TokenTrie.of(model.tokenizer());
        return trie;
    }

    private static float[] unit(double[] sum, int length) {
        double squares = 0;
        for (int i = 0; i < length; i++) squares += sum[i] * sum[i];
        double scale = squares > 0 ? 1 / StrictMath.sqrt(squares) : 0;
        var out = new float[length];
        for (int i = 0; i < length; i++) out[i] = (float) (sum[i] * scale);
        return out;
    }

    @Override
    public void close() {
        scheduler.close();
        driver.close();
        prefixes.clear();
    }

    /// The prompt's tokens, known to leave room for at least one more.
    private int[] tokens(CompletionRequest request) throws EngineException {
        requireModel(request.model());
        var prompt = request.prompt();
        if (prompt instanceof Prompt.Chat(var messages, var tools)
                && !model.template().tellsTools()
                && Form.of(request).map(Form::call).orElse(false))
            prompt = new Prompt.Chat(Form.withTools(messages, tools), tools);
        var tokens = tokens(prompt, "prompt");
        if (tokens.length >= context()) throw EngineException.contextLength(context(), tokens.length + 1L);
        return tokens;
    }

    private int[] tokens(Prompt prompt, String param) throws EngineException {
        requireReadable(prompt);
        var tokens =
                switch (prompt) {
                    case Prompt.Chat(var messages, var tools) ->
                        model.template().encode(model.tokenizer(), messages, tools);
                    case Prompt.Text(var text) -> model.tokenizer().encodePrompt(text);
                    case Prompt.Tokens(var ids) -> checked(ids, param);
                };
        if (tokens.length == 0)
            throw EngineException.badRequest("'" + param + "' must not be empty.", param, "invalid_value");
        return tokens;
    }

    /// Refuses what cannot fit before it is turned into tokens.
    private void requireReadable(Prompt prompt) throws EngineException {
        long chars =
                switch (prompt) {
                    case Prompt.Chat(var messages, var _) -> {
                        long sum = 0;
                        for (var message : messages)
                            sum += message.path("content").asText("").length();
                        yield sum;
                    }
                    case Prompt.Text(var text) -> text.length();
                    case Prompt.Tokens _ -> 0;
                };
        long least = chars / model.tokenizer().longestBytes();
        if (least > context()) throw EngineException.contextLength(context(), least);
    }

    private int[] checked(int[] ids, String param) throws EngineException {
        for (int id : ids)
            if (id < 0 || id >= model.tokenizer().size())
                throw EngineException.badRequest(
                        "'" + param + "' holds the token id " + id + ", but this model has "
                                + model.tokenizer().size() + " tokens.",
                        param,
                        "invalid_value");
        return ids.clone();
    }

    private void requireModel(String id) throws EngineException {
        if (!id.equals(model.card().id())) throw EngineException.modelUnknown(id);
    }

    private int context() {
        return model.llama().config().context();
    }
}
