// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.util.concurrent.locks.ReentrantLock;
import stoa.gateway.keys.Budgets;
import stoa.gateway.keys.KeyAccount;
import stoa.gateway.market.Attempt;
import stoa.gateway.rules.Purse;

/// The money of one answer, over all attempts at it: raised before a host may earn it, given back when nothing more
/// can be charged. The stream's reader and the one who grants increments share it.
final class Money {
    private final Budgets budgets;
    private final KeyAccount account;
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private Purse.Held held = Purse.Held.NOTHING;
    private boolean over;

    /// Whether more could be set aside.
    sealed interface Raise {
        record Done() implements Raise {}

        /// The key's budget has less than that left.
        record Spent() implements Raise {}

        /// One answer may cost at most this.
        record TooDear(long mostObol) implements Raise {}
    }

    private static final Raise DONE = new Raise.Done();

    /// @param mostObol most one answer may cost by the payer's delegation
    Money(Budgets budgets, KeyAccount account, long mostObol) {
        this.budgets = budgets;
        this.account = account;
        this.most = mostObol;
    }

    /// Holds at least `obol` afterwards, or what it held before.
    Raise raise(long obol) {
        lock.lock();
        try {
            if (over) return new Raise.Spent();
            if (obol <= held.obol()) return DONE;
            if (obol > most) return new Raise.TooDear(most);
            return switch (budgets.reserve(account, held, obol - held.obol())) {
                case Budgets.Reservation.Reserved(var more) -> {
                    held = more;
                    yield DONE;
                }
                case Budgets.Reservation.Spent _ -> new Raise.Spent();
                case Budgets.Reservation.TooDear(var mostOfKey) -> new Raise.TooDear(mostOfKey);
            };
        } finally {
            lock.unlock();
        }
    }

    /// Hands everything over to whoever settles; nothing can be raised any more.
    Attempt.Stake take() {
        lock.lock();
        try {
            if (over) throw new IllegalStateException("the money of an answer is taken once");
            over = true;
            return new Attempt.Stake(account, held);
        } finally {
            lock.unlock();
        }
    }

    /// Nothing was delivered, nothing is charged.
    void giveBack() {
        lock.lock();
        try {
            if (over) return;
            over = true;
            budgets.release(account, held);
        } finally {
            lock.unlock();
        }
    }
}
