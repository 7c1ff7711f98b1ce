// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CommittedTx;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;

/// What a wallet has handed in and no block holds yet, by nonce, and how the latest ended.
final class InFlight {
    private static final int OUTCOMES_KEPT = 10_000;
    private static final String OVERTAKEN = "another transaction of this account took the nonce";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Map<Hash, Entry> byHash = new LinkedHashMap<>();
    private final Map<Hash, Outcome> outcomes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Outcome> eldest) {
            return size() > OUTCOMES_KEPT;
        }
    };
    private boolean givenUp;

    record Entry(long nonce, Hash hash, byte[] raw, long sinceNanos) {}

    static boolean overtaken(Outcome.Refused refused) {
        return refused.reason() == Reason.NONCE_TOO_LOW && refused.tx().isEmpty();
    }

    int size() {
        return locked(entries::size);
    }

    /// The nonce behind the last one in flight; empty when nothing is.
    Optional<Long> next() {
        return locked(() -> entries.isEmpty() ? Optional.empty() : Optional.of(entries.lastKey() + 1));
    }

    void add(long nonce, Hash hash, byte[] raw) {
        locked(() -> {
            var entry = new Entry(nonce, hash, raw, System.nanoTime());
            entries.put(nonce, entry);
            outcomes.remove(hash);
            byHash.put(hash, entry);
            return true;
        });
    }

    /// As if it had never been.
    void drop(Hash hash) {
        locked(() -> remove(hash));
    }

    void refuse(Hash hash, Reason reason, String detail) {
        locked(() -> end(hash, new Outcome.Refused(reason, detail, Optional.empty())));
    }

    /// Those behind a refused one can enter no block any more.
    void refuseAbove(long nonce) {
        locked(() -> {
            for (var entry : List.copyOf(entries.tailMap(nonce, false).values()))
                end(
                        entry.hash,
                        new Outcome.Refused(
                                Reason.NONCE_TOO_HIGH,
                                "transaction " + nonce + " of this account, sent before, was refused",
                                Optional.empty()));
            return true;
        });
    }

    /// A block holds a transaction of this account; whatever else had its nonce has lost it.
    void committed(long height, CommittedTx tx) {
        locked(() -> {
            if (byHash.containsKey(tx.hash())) {
                end(tx.hash(), outcome(height, tx));
                return true;
            }
            var loser = entries.get(nonce(tx));
            if (loser != null) end(loser.hash, new Outcome.Refused(Reason.NONCE_TOO_LOW, OVERTAKEN, Optional.empty()));
            return true;
        });
    }

    List<Entry> olderThan(long ageNanos) {
        return locked(() -> {
            long now = System.nanoTime();
            var old = new ArrayList<Entry>();
            for (var entry : entries.values()) if (now - entry.sinceNanos >= ageNanos) old.add(entry);
            return old;
        });
    }

    Outcome await(Hash hash, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (true) {
                var outcome = outcomes.get(hash);
                if (outcome != null) return outcome;
                if (left <= 0 || givenUp || !byHash.containsKey(hash)) return new Outcome.Late(hash);
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Late(hash);
        } finally {
            lock.unlock();
        }
    }

    /// Nobody waits any longer.
    void giveUp() {
        locked(() -> {
            givenUp = true;
            ended.signalAll();
            return true;
        });
    }

    private boolean remove(Hash hash) {
        var entry = byHash.remove(hash);
        return entry != null && entries.remove(entry.nonce, entry);
    }

    private boolean end(Hash hash, Outcome outcome) {
        remove(hash);
        outcomes.put(hash, outcome);
        ended.signalAll();
        return true;
    }

    private static Outcome outcome(long height, CommittedTx tx) {
        return tx.refused()
                .<Outcome>map(reason -> new Outcome.Refused(reason, reason.text(), Optional.of(tx)))
                .orElseGet(() -> new Outcome.Done(height, tx));
    }

    private static long nonce(CommittedTx tx) {
        try {
            return EthTx.decodeAnyChain(tx.raw(), tx.raw().length).tx().nonce();
        } catch (Malformed malformed) {
            throw new IllegalStateException("a committed transaction cannot be read: " + tx.hash(), malformed);
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
