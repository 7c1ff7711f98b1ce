// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EmbeddingRequest;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.Feature;
import stoa.engine.FinishReason;
import stoa.engine.ModelCard;
import stoa.engine.Piece;
import stoa.engine.ScoreRequest;
import stoa.engine.Scores;
import stoa.engine.Sink;
import stoa.engine.Usage;

/// An engine that plays what a test wrote.
final class ScriptedEngine implements Engine {
    static final int INPUT = 10;

    volatile Play play = words("Hello", " world");
    volatile OptionalInt input = OptionalInt.of(INPUT);
    volatile Vectors vectors = request -> new Embeddings(
            request.inputs().stream().map(_ -> new float[] {0.5f, -1f}).toList(), new Usage(INPUT, 0, 0));
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();

    /// One run.
    @FunctionalInterface
    interface Play {
        Completion run(CompletionRequest request, Sink sink) throws EngineException, InterruptedException;
    }

    @FunctionalInterface
    interface Vectors {
        Embeddings of(EmbeddingRequest request) throws EngineException;
    }

    static Piece.Text word(String text) {
        return new Piece.Text(text, 1, List.of());
    }

    static Play words(String... words) {
        return (_, sink) -> {
            int made = 0;
            for (var word : words) {
                made++;
                if (!sink.accept(word(word))) return ended(FinishReason.CANCELLED, made);
            }
            return ended(FinishReason.STOP, made);
        };
    }

    /// So many units, in pieces of `size`.
    static Play units(int units, int size) {
        return (_, sink) -> {
            for (int made = 0; made < units; made += size)
                if (!sink.accept(new Piece.Text("x", size, List.of())))
                    return ended(FinishReason.CANCELLED, made + size);
            return ended(FinishReason.STOP, units);
        };
    }

    /// A word, then silence until the gate opens or the engine is interrupted, then another.
    static Play gated(Semaphore gate) {
        return (_, sink) -> {
            if (!sink.accept(word("first"))) return ended(FinishReason.CANCELLED, 1);
            gate.acquire();
            if (!sink.accept(word("second"))) return ended(FinishReason.CANCELLED, 2);
            return ended(FinishReason.STOP, 2);
        };
    }

    /// Says that it has begun, then waits for the gate before its first word.
    static Play silent(CountDownLatch begun, Semaphore gate) {
        return (_, sink) -> {
            begun.countDown();
            gate.acquire();
            boolean more = sink.accept(word("late"));
            return ended(more ? FinishReason.STOP : FinishReason.CANCELLED, 1);
        };
    }

    static Completion ended(FinishReason reason, int output) {
        return new Completion(reason, new Usage(INPUT, 0, output));
    }

    @Override
    public List<ModelCard> models() {
        return List.of(new ModelCard(
                Stand.MODEL.name(), "tiny", OptionalInt.of(4_096), OptionalInt.empty(), EnumSet.of(Feature.CHAT)));
    }

    @Override
    public OptionalInt countInput(CompletionRequest request) {
        return input;
    }

    @Override
    public Completion complete(CompletionRequest request, Sink sink) throws EngineException {
        asked.incrementAndGet();
        running.incrementAndGet();
        try {
            return play.run(request, sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Kind.UNAVAILABLE, "The request was interrupted.", e);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public Scores score(ScoreRequest request) throws EngineException {
        throw EngineException.unsupported("no scores here");
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) throws EngineException {
        return vectors.of(request);
    }

    @Override
    public void close() {}
}
