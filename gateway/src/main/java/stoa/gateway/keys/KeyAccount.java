// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.keys;

import java.util.concurrent.locks.ReentrantLock;
import stoa.gateway.rules.Pace;
import stoa.gateway.rules.Purse;

/// A key as it lives in this process: its purse, its paces, and what the books do not know yet. The lock is held for
/// microseconds.
public final class KeyAccount {
    private final ReentrantLock lock = new ReentrantLock();
    /// Held while money is leased from the books, so that a crowd of requests asks once.
    private final ReentrantLock leasing = new ReentrantLock();
    private final Purse purse;
    private final Pace requests;
    private final Pace tokens;
    private volatile ApiKey key;
    private long lastSequence;
    private long busyMillis;

    public KeyAccount(ApiKey key) {
        this.key = key;
        this.purse = new Purse(
                ApiKey.limited(key.totalObol()),
                key.requestObol(),
                ApiKey.limited(key.periodObol()) ? key.periodSeconds() : 0);
        this.requests = new Pace(key.requestsPerMinute());
        this.tokens = new Pace(key.tokensPerMinute());
    }

    public ApiKey key() {
        return key;
    }

    /// Whether no budget binds it.
    public boolean unlimited() {
        return !ApiKey.limited(key.totalObol())
                && !ApiKey.limited(key.periodObol())
                && !ApiKey.limited(key.requestObol());
    }

    /// The key was revoked meanwhile, here or by another gateway.
    void update(ApiKey newer) {
        key = newer;
    }

    /// What the paces say, for the response headers.
    public record Paces(
            long requestLimit,
            long requestsLeft,
            long requestResetMillis,
            long tokenLimit,
            long tokensLeft,
            long tokenResetMillis) {}

    /// What became of asking for a place.
    public sealed interface Admission {
        /// @param tokensTaken from the pace, to be corrected when the answer has ended
        record Admitted(long tokensTaken) implements Admission {}

        record TooFast(String what, long limit, long retryAfterMillis) implements Admission {}
    }

    /// Takes one request and an estimate of tokens from the paces.
    public Admission admit(long tokenEstimate, long nowMillis) {
        lock.lock();
        try {
            long wait = requests.take(1, nowMillis);
            if (wait > 0) return new Admission.TooFast("requests", requests.limit(), wait);
            wait = tokens.take(tokenEstimate, nowMillis);
            if (wait == 0) return new Admission.Admitted(Math.min(tokenEstimate, tokens.limit()));
            requests.correct(-1, nowMillis);
            return new Admission.TooFast("tokens", tokens.limit(), wait);
        } finally {
            lock.unlock();
        }
    }

    /// The tokens of an answer were other than estimated.
    public void used(long tokensMoreThanEstimated, long nowMillis) {
        lock.lock();
        try {
            tokens.correct(tokensMoreThanEstimated, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    public Paces paces(long nowMillis) {
        lock.lock();
        try {
            return new Paces(
                    requests.limit(),
                    requests.remaining(nowMillis),
                    requests.resetMillis(nowMillis),
                    tokens.limit(),
                    tokens.remaining(nowMillis),
                    tokens.resetMillis(nowMillis));
        } finally {
            lock.unlock();
        }
    }

    // ── money; `Budgets` only ──

    ReentrantLock leasing() {
        return leasing;
    }

    Purse.Taking take(Purse.Held held, long obol, long nowMillis) {
        lock.lock();
        try {
            busyMillis = nowMillis;
            return purse.take(held, obol, nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }

    void leased(long totalObol, long periodObol, long period, long nowMillis) {
        lock.lock();
        try {
            purse.leased(totalObol, periodObol, period, nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }

    /// Writes what an answer cost where it survives the process, and settles it, as one step: the books take both
    /// over up to a sequence number.
    void settle(Purse.Held held, long cost, long nowMillis, Budgets.Entry entry) {
        lock.lock();
        try {
            lastSequence = entry.write();
            busyMillis = nowMillis;
            purse.settle(held, cost, nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }

    void release(Purse.Held held, long nowMillis) {
        lock.lock();
        try {
            purse.settle(held, 0, nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }

    /// What an earlier process spent and wrote down, but did not take over into the books.
    void restore(long obol, long atSeconds, long sequence, long nowMillis) {
        lock.lock();
        try {
            purse.restore(obol, purse.periodAt(atSeconds), nowMillis / 1_000);
            lastSequence = Math.max(lastSequence, sequence);
        } finally {
            lock.unlock();
        }
    }

    boolean idle(long idleMillis, long nowMillis) {
        lock.lock();
        try {
            return nowMillis - busyMillis > idleMillis;
        } finally {
            lock.unlock();
        }
    }

    /// What the books must take over now.
    Draft draft(boolean everything, long idleMillis, long nowMillis) {
        lock.lock();
        try {
            var spent = purse.drain(nowMillis / 1_000);
            boolean idle = everything || nowMillis - busyMillis > idleMillis;
            long most = idle ? Purse.UNLIMITED : 0;
            return new Draft(spent, purse.giveBack(most, most, nowMillis / 1_000), lastSequence);
        } finally {
            lock.unlock();
        }
    }

    record Draft(Purse.Spent spent, Purse.Returned returned, long sequence) {
        boolean empty() {
            return spent.obol() == 0 && returned.totalObol() == 0 && returned.periodObol() == 0;
        }
    }

    /// The books did not take a draft over: it is ours again.
    void undo(Draft draft, long nowMillis) {
        lock.lock();
        try {
            purse.undrain(draft.spent, nowMillis / 1_000);
            purse.leased(
                    draft.returned.totalObol(),
                    draft.returned.periodObol(),
                    draft.returned.period(),
                    nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }

    long periodAt(long nowMillis) {
        lock.lock();
        try {
            return purse.periodAt(nowMillis / 1_000);
        } finally {
            lock.unlock();
        }
    }
}
