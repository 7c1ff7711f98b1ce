// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.record;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import stoa.kit.log.Log;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.ModelId;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;

/// Receipts and use. A request only puts its receipt into a queue; [#flush] writes what gathered, in one batch.
public final class Records {
    private static final Log LOG = Log.of(Records.class);
    /// Receipts waiting to be written; further ones are not kept for `GET /v1/receipts`, for the database is the
    /// bottleneck then and the money is safe in the sessions' logs.
    private static final int WAITING_MOST = 200_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private final Sql sql;
    private final Promises promises;
    private final InstantSource clock;
    private final Duration kept;
    private final ConcurrentLinkedQueue<ReceiptRecord> queue = new ConcurrentLinkedQueue<>();
    private final Map<String, ReceiptRecord> fresh = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private long prunedDay;

    private record UseKey(long keyId, long day, ModelId model) {}

    /// What a key used of a model on one day.
    ///
    /// @param day days since 1970
    public record Use(long day, ModelId model, long requests, long input, long cached, long output, long obol) {
        Use plus(ReceiptRecord receipt) {
            var usage = receipt.signed().receipt().usage();
            return new Use(
                    day,
                    model,
                    requests + 1,
                    input + usage.input(),
                    cached + usage.cachedInput(),
                    output + usage.output(),
                    obol + receipt.costObol());
        }
    }

    /// @param kept how long receipts can be asked for
    public Records(Sql sql, Promises promises, Duration kept, InstantSource clock) {
        this.sql = sql;
        this.promises = promises;
        this.kept = kept;
        this.clock = clock;
    }

    /// Takes a receipt; any thread, at once.
    public void add(ReceiptRecord receipt) {
        if (waiting.incrementAndGet() > WAITING_MOST) {
            waiting.decrementAndGet();
            return;
        }
        fresh.put(receipt.id(), receipt);
        queue.add(receipt);
    }

    /// Takes receipts of an earlier process, those it did not get to write.
    public void addMissing(List<ReceiptRecord> receipts) {
        for (var receipt : receipts)
            if (sql.first("SELECT millis FROM receipts WHERE id = ?", row -> row.getLong(1), receipt.id())
                    .isEmpty()) add(receipt);
    }

    /// Writes what gathered, all of it or nothing.
    public synchronized void flush() {
        var batch = new ArrayList<ReceiptRecord>();
        for (var next = queue.poll(); next != null; next = queue.poll()) batch.add(next);
        if (!batch.isEmpty()) {
            try {
                sql.transaction(books -> {
                    books.batch(
                            "INSERT INTO receipts (id, key_id, model, host, cause, millis, signed) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            rows(batch));
                    addUse(books, batch);
                    return true;
                });
            } catch (RuntimeException failure) {
                queue.addAll(batch);
                throw failure;
            }
            batch.forEach(receipt -> fresh.remove(receipt.id()));
            waiting.addAndGet(-batch.size());
        }
        prune();
    }

    private static List<@Nullable Object[]> rows(List<ReceiptRecord> batch) {
        var rows = new ArrayList<@Nullable Object[]>(batch.size());
        for (var receipt : batch)
            rows.add(new @Nullable Object[] {
                receipt.id(),
                receipt.keyId(),
                receipt.model().name(),
                receipt.host().toString(),
                receipt.cause().orElse(""),
                receipt.millis(),
                Promises.bytes(receipt.signed())
            });
        return rows;
    }

    /// The receipt of this id, if this key may see it.
    public Optional<ReceiptRecord> find(String id, long keyId) {
        var found = fresh.get(id);
        if (found != null) return Optional.of(found).filter(receipt -> receipt.keyId() == keyId);
        return sql.first(
                "SELECT key_id, model, host, cause, millis, signed FROM receipts WHERE id = ? AND key_id = ?",
                row -> {
                    var cause = row.getString("cause");
                    try {
                        return new ReceiptRecord(
                                id,
                                row.getLong("key_id"),
                                new ModelId(row.getString("model")),
                                Address.parse(row.getString("host")),
                                promises.receipt(row.getBytes("signed")),
                                cause.isEmpty() ? Optional.empty() : Optional.of(cause),
                                row.getLong("millis"));
                    } catch (Malformed e) {
                        throw new IllegalStateException("a stored receipt cannot be read", e);
                    }
                },
                id,
                keyId);
    }

    // ── use ──

    private static void addUse(Sql.Transaction books, List<ReceiptRecord> batch) {
        var sums = new HashMap<UseKey, Use>();
        for (var receipt : batch) {
            long day = receipt.millis() / 1_000 / SECONDS_PER_DAY;
            var key = new UseKey(receipt.keyId(), day, receipt.model());
            sums.merge(key, new Use(day, receipt.model(), 0, 0, 0, 0, 0).plus(receipt), (old, _) -> old.plus(receipt));
        }
        sums.forEach((key, more) -> addUse(books, key, more));
    }

    private static void addUse(Sql.Transaction books, UseKey key, Use more) {
        int touched = books.update(
                "UPDATE key_usage SET requests = requests + ?, input_units = input_units + ?,"
                        + " cached_units = cached_units + ?, output_units = output_units + ?, obol = obol + ?"
                        + " WHERE key_id = ? AND on_day = ? AND model = ?",
                more.requests,
                more.input,
                more.cached,
                more.output,
                more.obol,
                key.keyId,
                key.day,
                key.model.name());
        if (touched > 0) return;
        books.update(
                "INSERT INTO key_usage (key_id, on_day, model, requests, input_units, cached_units, output_units, obol)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                key.keyId,
                key.day,
                key.model.name(),
                more.requests,
                more.input,
                more.cached,
                more.output,
                more.obol);
    }

    /// What a key used since a day, newest first.
    public List<Use> use(long keyId, long sinceDay) {
        flush();
        return sql.query(
                "SELECT on_day, model, requests, input_units, cached_units, output_units, obol FROM key_usage"
                        + " WHERE key_id = ? AND on_day >= ? ORDER BY on_day DESC, model",
                row -> new Use(
                        row.getLong("on_day"),
                        new ModelId(row.getString("model")),
                        row.getLong("requests"),
                        row.getLong("input_units"),
                        row.getLong("cached_units"),
                        row.getLong("output_units"),
                        row.getLong("obol")),
                keyId,
                sinceDay);
    }

    private void prune() {
        long now = clock.millis();
        long day = now / 1_000 / SECONDS_PER_DAY;
        if (day == prunedDay) return;
        prunedDay = day;
        int gone = sql.update("DELETE FROM receipts WHERE id < ?", ReceiptIds.from(now - kept.toMillis()));
        if (gone > 0) LOG.info("old receipts were removed", "receipts", gone);
    }
}
