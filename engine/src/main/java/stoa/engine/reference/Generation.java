// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EngineException;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.engine.reference.llama.KvCache;
import stoa.engine.reference.llama.Llama;
import stoa.engine.reference.text.TextAssembler;
import stoa.engine.sampler.CanonicalSampler;

/// One answer on its way: reads the prompt in batches, then makes token after token.
final class Generation {
    private final ReferenceModel model;
    private final CompletionRequest request;
    private final int[] prompt;
    private final Scheduler.Turn turn;
    private final CanonicalSampler sampler;
    private final KvCache cache;
    private final TextAssembler text;
    private final int mostTokens;

    // The outcome of the last step, written by a computing thread before its caller goes on.
    private int picked;
    private @Nullable TokenLogprob logprob;

    // Tokens whose text has not been sent yet.
    private int pendingCount;
    private final List<TokenLogprob> pending = new ArrayList<>();
    private int made;

    Generation(ReferenceModel model, CompletionRequest request, int[] prompt, Scheduler.Turn turn) {
        this.model = model;
        this.request = request;
        this.prompt = prompt;
        this.turn = turn;
        var sampling = request.sampling();
        this.sampler = new CanonicalSampler(
                sampling, model.temperature(), model.topP(), sampling.runSeed(request.model(), 0), prompt);
        this.cache = new KvCache(model.llama().config());
        this.text = new TextAssembler(request.stop());
        int room = model.llama().config().context() - prompt.length;
        this.mostTokens = Math.min(room, request.maxTokens().orElse(room));
    }

    Completion run(Sink sink) throws EngineException {
        readPrompt();
        while (true) {
            if (picked == CanonicalSampler.NOTHING)
                throw new EngineException(EngineException.Kind.INTERNAL, "The model's scores are not usable numbers.");
            if (model.tokenizer().ends(picked)) return finish(FinishReason.STOP, sink);
            made++;
            if (!send(text.add(model.tokenizer().bytes(picked)), sink)) return ended(FinishReason.CANCELLED);
            if (text.stopped()) return ended(FinishReason.STOP);
            if (made >= mostTokens) return finish(FinishReason.LENGTH, sink);
            step(new int[] {picked}, 0, 1, true);
        }
    }

    private void readPrompt() throws EngineException {
        for (int from = 0; from < prompt.length; from += Llama.BATCH) {
            int count = Math.min(Llama.BATCH, prompt.length - from);
            step(prompt, from, count, from + count == prompt.length);
        }
    }

    /// Feeds tokens to the model and, after the last of the prompt or of the answer so far, picks the next.
    private void step(int[] tokens, int from, int count, boolean pick) throws EngineException {
        turn.step(w -> model.llama().step(tokens, from, count, cache, w, new Llama.Scored() {
            @Override
            public boolean all() {
                return false;
            }

            @Override
            public void scores(int index, float[] logits) {
                if (pick) pick(logits);
            }
        }));
    }

    private void pick(float[] logits) {
        var raw = request.topLogprobs().isPresent() ? logits.clone() : logits;
        picked = sampler.next(logits, null);
        logprob = request.topLogprobs().isPresent() && picked != CanonicalSampler.NOTHING
                ? Logprobs.of(
                        model.tokenizer(), raw, picked, request.topLogprobs().getAsInt())
                : null;
    }

    /// Sends a token's text, or keeps the token until its text can be sent. False when the caller wants no more.
    private boolean send(String shown, Sink sink) {
        pendingCount++;
        if (logprob != null) pending.add(logprob);
        return shown.isEmpty() || flush(shown, sink);
    }

    private boolean flush(String shown, Sink sink) {
        var piece = new Piece.Text(shown, pendingCount, pending);
        pendingCount = 0;
        pending.clear();
        return sink.accept(piece);
    }

    private Completion finish(FinishReason reason, Sink sink) {
        var rest = text.finish();
        boolean wanted = rest.isEmpty() && pendingCount == 0 || flush(rest, sink);
        if (!wanted) return ended(FinishReason.CANCELLED);
        return ended(text.stopped() ? FinishReason.STOP : reason);
    }

    private Completion ended(FinishReason reason) {
        return new Completion(reason, new Usage(prompt.length, 0, made));
    }
}
