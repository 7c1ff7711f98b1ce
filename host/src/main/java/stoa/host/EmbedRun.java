// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.engine.Embeddings;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.kit.log.Log;

/// Lets the engine make vectors, on the calling thread.
final class EmbedRun {
    private static final Log LOG = Log.of(EmbedRun.class);

    private final Engine engine;
    private final Asked.Vectors asked;
    private final InstantSource clock;
    private final Leash leash = new Leash();
    private volatile boolean aborted;
    private @Nullable Embeddings done;

    EmbedRun(Engine engine, Asked.Vectors asked, InstantSource clock) {
        this.engine = engine;
        this.asked = asked;
        this.clock = clock;
    }

    /// From any thread; never waits.
    void abort() {
        aborted = true;
        leash.pull();
    }

    Outcome run() {
        EngineException failure = null;
        boolean started = false;
        try {
            started = leash.enter();
            if (started) done = engine.embed(asked.request());
        } catch (EngineException e) {
            failure = e;
        } catch (RuntimeException e) {
            LOG.error("an engine failed without saying why", e);
            failure = new EngineException(EngineException.Kind.INTERNAL, "The engine failed.", e);
        } finally {
            leash.leave();
        }
        long cached = done == null ? 0 : done.usage().cachedInput();
        long plain = done == null ? 0 : done.usage().input() - cached;
        return new Outcome(
                plain,
                cached,
                done != null,
                0,
                clock.millis(),
                started,
                aborted,
                false,
                aborted ? Optional.empty() : Optional.ofNullable(failure));
    }

    /// What was made; nothing when it was cut.
    java.util.List<float[]> vectors() {
        return done == null ? java.util.List.of() : done.vectors();
    }
}
