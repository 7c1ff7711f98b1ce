// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.keys;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.gateway.rules.Purse;
import stoa.kit.sql.Sql;
import stoa.kit.sql.SqlFailure;

/// The money of API keys. Budgets live in the books (SQL), shared by all gateways on them; this process leases
/// money from there in pieces and spends it in memory, so that a request costs no SQL and no budget is passed by an
/// obol: what is leased counts as spent for everybody else until it is given back. A process that dies leaves its
/// leases behind and finds them when it starts again, together with its journal.
///
/// In `key_spend` a bucket is a period's number, or -1 for the key's total. Always: spent + leased ≤ the key's
/// budget.
public final class Budgets {
    private static final long TOTAL = -1;
    /// A lease is at least this part of the budget, so that a busy key asks seldom.
    private static final int PARTS = 64;
    private static final long IDLE_MILLIS = 5_000;
    private static final int TRIES = 3;

    private final Sql sql;
    private final String gateway;
    private final InstantSource clock;
    /// Accounts the books may have to hear of.
    private final Set<KeyAccount> busy = ConcurrentHashMap.newKeySet();

    /// Writes an entry into a journal and returns its sequence number.
    @FunctionalInterface
    public interface Entry {
        long write();
    }

    /// What became of a wish for money.
    public sealed interface Reservation {
        record Reserved(Purse.Held held) implements Reservation {}

        /// The key's total or period budget has less than that left.
        record Spent() implements Reservation {}

        /// One answer of this key may cost at most this.
        record TooDear(long mostObol) implements Reservation {}
    }

    /// @param gateway names this process's leases; two processes never share it
    public Budgets(Sql sql, String gateway, InstantSource clock) {
        this.sql = sql;
        this.gateway = gateway;
        this.clock = clock;
    }

    /// Sets `obol` more aside for an answer that holds `held`.
    public Reservation reserve(KeyAccount account, Purse.Held held, long obol) {
        busy.add(account);
        for (int tries = 1; ; tries++) {
            switch (account.take(held, obol, clock.millis())) {
                case Purse.Taking.Taken(var taken) -> {
                    return new Reservation.Reserved(taken);
                }
                case Purse.Taking.TooDear(var most) -> {
                    return new Reservation.TooDear(most);
                }
                case Purse.Taking.Short _ -> {
                    if (tries > TRIES || !lease(account, obol)) return new Reservation.Spent();
                }
            }
        }
    }

    /// An answer has its price, at most what is held; `entry` writes it down.
    public void settle(KeyAccount account, Purse.Held held, long cost, Entry entry) {
        account.settle(held, cost, clock.millis(), entry);
    }

    /// The answer did not come about: what was held is free again.
    public void release(KeyAccount account, Purse.Held held) {
        account.release(held, clock.millis());
    }

    // ── leases ──

    /// Leases at least what is missing for `obol`; false when the budget does not bear it.
    private boolean lease(KeyAccount account, long obol) {
        account.leasing().lock();
        try {
            long now = clock.millis();
            long totalMissing;
            long periodMissing;
            switch (account.take(Purse.Held.NOTHING, obol, now)) {
                case Purse.Taking.Taken(var taken) -> {
                    account.release(taken, now); // somebody else leased while we waited
                    return true;
                }
                case Purse.Taking.TooDear _ -> {
                    return true; // with what it holds already it may still fit: the caller finds out
                }
                case Purse.Taking.Short(var total, var period) -> {
                    totalMissing = total;
                    periodMissing = period;
                }
            }
            var key = account.key();
            long period = account.periodAt(now);
            if (tryLease(
                    key,
                    wanted(totalMissing, key.totalObol()),
                    wanted(periodMissing, key.periodObol()),
                    period,
                    account)) return true;
            return tryLease(key, totalMissing, periodMissing, period, account);
        } finally {
            account.leasing().unlock();
        }
    }

    private static long wanted(long missing, long budget) {
        return missing == 0 ? 0 : Math.max(missing, budget / PARTS);
    }

    private boolean tryLease(ApiKey key, long total, long ofPeriod, long period, KeyAccount account) {
        if (total > 0) row(key.id(), TOTAL);
        if (ofPeriod > 0) row(key.id(), period);
        try {
            sql.transaction(transaction -> {
                take(transaction, key.id(), TOTAL, total, key.totalObol());
                take(transaction, key.id(), period, ofPeriod, key.periodObol());
                return true;
            });
        } catch (Refused _) {
            return false;
        }
        account.leased(total, ofPeriod, period, clock.millis());
        return true;
    }

    /// Rolls the transaction back.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused() {
            super("the budget is spent", null, false, false);
        }
    }

    private void take(Sql.Transaction books, long key, long bucket, long obol, long budget) {
        if (obol == 0) return;
        int taken = books.update(
                "UPDATE key_spend SET leased = leased + ? WHERE key_id = ? AND bucket = ? AND spent + leased <= ?",
                obol,
                key,
                bucket,
                budget - obol);
        if (taken == 0) throw new Refused();
        books.update(
                "UPDATE key_leases SET leased = leased + ? WHERE gateway = ? AND key_id = ? AND bucket = ?",
                obol,
                gateway,
                key,
                bucket);
    }

    private void row(long key, long bucket) {
        insert("INSERT INTO key_spend (key_id, bucket, spent, leased) VALUES (?, ?, 0, 0)", key, bucket);
        insert(
                "INSERT INTO key_leases (gateway, key_id, bucket, leased, sequence) VALUES (?, ?, ?, 0, 0)",
                gateway,
                key,
                bucket);
    }

    private void insert(String statement, Object... values) {
        try {
            sql.update(statement, values);
        } catch (SqlFailure failure) {
            if (!failure.duplicateKey()) throw failure;
        }
    }

    // ── the books ──

    /// Takes what was spent over into the books, and gives back leases of keys that are idle.
    ///
    /// @param everything gives all leases back: the gateway stops
    public void post(boolean everything) {
        for (var account : List.copyOf(busy)) {
            long now = clock.millis();
            if (account.idle(IDLE_MILLIS, now))
                busy.remove(account); // before the draft: whoever comes now adds it again
            var draft = account.draft(everything, IDLE_MILLIS, now);
            if (draft.empty()) continue;
            try {
                post(account.key(), draft);
            } catch (RuntimeException failure) {
                account.undo(draft, now);
                busy.add(account);
                throw failure;
            }
        }
    }

    private void post(ApiKey key, KeyAccount.Draft draft) {
        var spent = draft.spent();
        var returned = draft.returned();
        row(key.id(), TOTAL);
        boolean ofPeriod = ApiKey.limited(key.periodObol());
        if (ofPeriod) row(key.id(), spent.period());
        sql.transaction(books -> {
            long fromTotal = ApiKey.limited(key.totalObol()) ? spent.obol() + returned.totalObol() : 0;
            post(books, key.id(), TOTAL, spent.obol(), fromTotal, draft.sequence());
            if (ofPeriod) {
                long fromPeriod = spent.periodObol() + returned.periodObol();
                post(books, key.id(), spent.period(), spent.periodObol(), fromPeriod, draft.sequence());
            }
            return true;
        });
    }

    private void post(Sql.Transaction books, long key, long bucket, long spent, long unleased, long sequence) {
        books.update(
                "UPDATE key_spend SET spent = spent + ?, leased = leased - ? WHERE key_id = ? AND bucket = ?",
                spent,
                unleased,
                key,
                bucket);
        books.update(
                "UPDATE key_leases SET leased = leased - ?, sequence = ? WHERE gateway = ? AND key_id = ? AND bucket = ?",
                unleased,
                sequence,
                gateway,
                key,
                bucket);
    }

    /// What a key has spent as the books know it, and what is leased to gateways right now.
    public record Balance(long bucket, long spentObol, long leasedObol) {
        public boolean isTotal() {
            return bucket == TOTAL;
        }
    }

    public List<Balance> balances(long key) {
        return sql.query(
                "SELECT bucket, spent, leased FROM key_spend WHERE key_id = ? ORDER BY bucket",
                row -> new Balance(row.getLong(1), row.getLong(2), row.getLong(3)),
                key);
    }

    // ── after a restart ──

    /// A lease an earlier process of this gateway left behind.
    ///
    /// @param sequence entries of the journal up to this one are in the books
    public record Left(long key, long bucket, long obol, long sequence) {}

    public List<Left> left() {
        return sql.query(
                "SELECT key_id, bucket, leased, sequence FROM key_leases WHERE gateway = ?",
                row -> new Left(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                gateway);
    }

    /// Gives a left lease to its key, and forgets leases of periods that are over.
    public void adopt(KeyAccount account, Left left) {
        busy.add(account);
        long now = clock.millis();
        if (left.bucket() == TOTAL) account.leased(left.obol(), 0, 0, now);
        else if (left.bucket() == account.periodAt(now)) account.leased(0, left.obol(), left.bucket(), now);
        else
            sql.update(
                    "DELETE FROM key_leases WHERE gateway = ? AND key_id = ? AND bucket = ?",
                    gateway,
                    left.key(),
                    left.bucket());
    }

    /// An entry of the journal that is not in the books yet.
    public void restore(KeyAccount account, long cost, long atSeconds, long sequence) {
        busy.add(account);
        account.restore(cost, atSeconds, sequence, clock.millis());
    }
}
