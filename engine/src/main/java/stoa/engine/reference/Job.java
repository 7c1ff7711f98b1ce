// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import stoa.engine.EngineException;
import stoa.engine.reference.llama.Batch;
import stoa.engine.reference.llama.KvCache;

/// One sequence that the [Driver] computes. All methods but [#cancel] and [#cancelled] belong to the driver's thread.
abstract class Job {
    final KvCache cache;
    private volatile boolean cancelled;

    Job(KvCache cache) {
        this.cache = cache;
    }

    /// How many tokens could be computed now; 0 while the job waits for its reader.
    abstract int ready();

    /// Whether it reads a prompt, so that answers being written go first.
    abstract boolean reading();

    /// Adds the next token to the batch and answers with its index there.
    abstract int add(Batch batch);

    /// Scores of what follows the token that [#add] added as the n-th of this job, cached ones included.
    abstract void scores(int n, float[] logits);

    void state(int n, float[] state) {}

    /// Nothing more is to be computed.
    abstract boolean over();

    /// It ended without success; its reader must be told. May be called twice.
    abstract void fail(EngineException why);

    /// The driver has let go of the cache.
    void retired() {}

    final void cancel() {
        cancelled = true;
    }

    final boolean cancelled() {
        return cancelled;
    }
}
