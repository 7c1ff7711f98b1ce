// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.engine.reference.grammar.Grammar;
import stoa.engine.reference.llama.Batch;
import stoa.engine.reference.llama.KvCache;
import stoa.engine.reference.text.TextAssembler;
import stoa.engine.sampler.CanonicalSampler;

/// One answer: the driver draws its tokens, the caller's thread turns them into pieces. The driver is at most one token
/// ahead, so a caller who says no has paid for one token at most.
final class Generation extends Job {
    /// What the driver tells the caller.
    private sealed interface Told {
        record Token(int id, @Nullable TokenLogprob logprob) implements Told {}

        record End() implements Told {}

        record Failure(EngineException why) implements Told {}
    }

    private final ReferenceModel model;
    private final CompletionRequest request;
    private final int[] prompt;
    private final int cachedInput;
    private final int mostTokens;
    private final PrefixStore prefixes;

    // Of the driver.
    private final CanonicalSampler sampler;
    private final @Nullable Grammar grammar;
    private int[] fed;
    private int drawn;
    private int next;
    private boolean over;

    // Between the two.
    private final ArrayBlockingQueue<Told> told = new ArrayBlockingQueue<>(2);
    private final AtomicInteger ahead = new AtomicInteger();

    // Of the caller.
    private final TextAssembler text;
    private final @Nullable StringBuilder call; // a tool call is told whole
    private int pendingCount;
    private final List<TokenLogprob> pending = new ArrayList<>();
    private int made;

    Generation(
            ReferenceModel model,
            CompletionRequest request,
            int[] prompt,
            KvCache cache,
            PrefixStore prefixes,
            @Nullable Grammar grammar,
            boolean call) {
        super(cache);
        this.model = model;
        this.request = request;
        this.prompt = prompt;
        this.cachedInput = cache.length();
        this.prefixes = prefixes;
        this.grammar = grammar;
        this.call = call ? new StringBuilder() : null;
        var sampling = request.sampling();
        this.sampler = new CanonicalSampler(
                sampling, model.temperature(), model.topP(), sampling.runSeed(request.model(), 0), prompt);
        this.text = new TextAssembler(request.stop());
        int room = model.llama().config().context() - prompt.length;
        this.mostTokens = Math.min(room, request.maxTokens().orElse(room));
        this.fed = prompt;
    }

    /// The caller's half.
    Completion run(Driver driver, Sink sink) throws EngineException {
        try {
            while (true) {
                switch (take(driver)) {
                    case Told.Failure(var why) -> throw why;
                    case Told.End _ -> {
                        return finish(FinishReason.STOP, sink);
                    }
                    case Told.Token(var id, var logprob) -> {
                        made++;
                        pendingCount++;
                        if (logprob != null) pending.add(logprob);
                        var shown = text.add(model.tokenizer().bytes(id));
                        if (!shown.isEmpty() && !flush(shown, sink)) return ended(FinishReason.CANCELLED);
                        if (text.stopped()) return ended(FinishReason.STOP);
                        if (made >= mostTokens) return finish(FinishReason.LENGTH, sink);
                    }
                }
            }
        } finally {
            cancel();
            driver.wake();
        }
    }

    private Told take(Driver driver) throws EngineException {
        try {
            var out = told.take();
            if (ahead.decrementAndGet() == 0) driver.wake();
            return out;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", e);
        }
    }

    private boolean flush(String shown, Sink sink) {
        if (call != null) {
            call.append(shown);
            return true;
        }
        var piece = new Piece.Text(shown, pendingCount, pending);
        pendingCount = 0;
        pending.clear();
        return sink.accept(piece);
    }

    private Completion finish(FinishReason reason, Sink sink) {
        var rest = text.finish();
        boolean wanted = rest.isEmpty() && pendingCount == 0 || flush(rest, sink);
        if (call != null) return finishCall(reason, call.toString(), sink);
        if (!wanted) return ended(FinishReason.CANCELLED);
        return ended(text.stopped() ? FinishReason.STOP : reason);
    }

    private Completion finishCall(FinishReason reason, String made, Sink sink) {
        var delta = Form.delta(made);
        if (delta.isPresent())
            return ended(
                    sink.accept(new Piece.Delta(delta.get(), pendingCount))
                            ? FinishReason.TOOL_CALLS
                            : FinishReason.CANCELLED);
        return ended(sink.accept(new Piece.Text(made, pendingCount, pending)) ? reason : FinishReason.CANCELLED);
    }

    private Completion ended(FinishReason reason) {
        return new Completion(reason, new Usage(prompt.length, cachedInput, made));
    }

    @Override
    int ready() {
        if (over) return 0;
        if (reading()) return prompt.length - cache.length();
        return ahead.get() == 0 ? 1 : 0;
    }

    @Override
    boolean reading() {
        return cache.length() < prompt.length;
    }

    @Override
    int add(Batch batch) {
        int at = cache.length();
        if (at < prompt.length)
            return batch.add(prompt[at], cache, at == prompt.length - 1 ? Batch.Want.SCORES : Batch.Want.NOTHING);
        if (at >= fed.length) fed = Arrays.copyOf(fed, Math.max(fed.length + 64, fed.length * 3 / 2));
        fed[at] = next;
        return batch.add(next, cache, Batch.Want.SCORES);
    }

    @Override
    void scores(int n, float[] logits) {
        // Others may begin alike before this answer is over.
        if (n == prompt.length - 1) prefixes.keep(prompt, cache.fork(prompt.length));
        int picked = sampler.next(logits, grammar == null ? null : grammar.allowed());
        if (picked == CanonicalSampler.NOTHING) {
            fail(new EngineException(Kind.INTERNAL, "The model's scores are not usable numbers."));
            return;
        }
        if (model.tokenizer().ends(picked)) {
            over = true;
            tell(new Told.End());
            return;
        }
        if (grammar != null) grammar.accept(picked);
        var logprob = request.topLogprobs().isPresent()
                ? Logprobs.of(
                        model.tokenizer(), logits, picked, request.topLogprobs().getAsInt())
                : null;
        next = picked;
        over = ++drawn >= mostTokens;
        tell(new Told.Token(picked, logprob));
    }

    @Override
    boolean over() {
        return over;
    }

    @Override
    void fail(EngineException why) {
        over = true;
        if (!told.offer(new Told.Failure(why))) return;
        ahead.incrementAndGet();
    }

    @Override
    void retired() {
        prefixes.keep(Arrays.copyOf(fed, cache.length()), cache);
    }

    private void tell(Told what) {
        ahead.incrementAndGet();
        told.add(what);
    }
}
