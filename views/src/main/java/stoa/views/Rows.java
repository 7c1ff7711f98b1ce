// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.kit.sql.Sql;
import stoa.types.Address;

/// Rows to write, gathered over one or more blocks and written statement by statement: a few round trips however many
/// events there were.
///
/// That changes the order in which events reach the tables, and is right because the order of [Write]'s constants holds
/// one promise: a row is inserted before anything touches it, and two different statements that touch the same row
/// touch different columns. The rows of one statement stay in the order of their events.
final class Rows {
    private final EnumMap<Write, List<@Nullable Object[]>> rows = new EnumMap<>(Write.class);
    /// Amounts to add, by row: a busy host is touched once a batch, not once a settlement.
    private final EnumMap<Write, Map<List<Object>, Long>> sums = new EnumMap<>(Write.class);
    /// The newest values, by row.
    private final EnumMap<Write, Map<List<Object>, @Nullable Object[]>> newest = new EnumMap<>(Write.class);

    private int size;

    /// Every statement, in the order of execution.
    enum Write {
        BLOCK("""
                INSERT INTO blocks (height, hash, own_tx, time_seconds, txs, gas_used, proposer)
                VALUES (?, ?, ?, ?, ?, ?, ?)"""),
        TX("""
                INSERT INTO txs (hash, height, place, sender, recipient, nonce, verb, value_obol, value_wei, refused, fee)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        LOG("""
                INSERT INTO logs (height, number, place, address, topic0, topic1, topic2, topic3, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        DELEGATION("""
                INSERT INTO delegations (id, owner, granter, delegate, parent, scopes, models, per_period,
                  period_seconds, total, per_request, not_before, expires, depth, label, spent, granted_height,
                  revoked_height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, -1)"""),
        DELEGATION_SPENT("UPDATE delegations SET spent = spent + ? WHERE id = ?"),
        DELEGATION_REVOKED("UPDATE delegations SET revoked_height = ? WHERE id = ?"),
        ACT("""
                INSERT INTO acts (height, number, time_seconds, tx, delegation, owner, delegate, capability)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""),
        MODEL("""
                INSERT INTO models (model, price_input, price_cached, price_output, context, coefficient, engine_classes,
                  added_height, retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?, FALSE)"""),
        MODEL_PRICED("UPDATE models SET price_input = ?, price_cached = ?, price_output = ? WHERE model = ?"),
        MODEL_RETIRED("UPDATE models SET retired = TRUE WHERE model = ?"),
        PRICE("""
                INSERT INTO prices (model, height, number, time_seconds, price_input, price_cached, price_output,
                  utilisation_ppm) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""),
        HOST("""
                INSERT INTO hosts (host, owner, endpoint, models, collateral, settled, pending, paid, registered_height,
                  registered_seconds, retired) VALUES (?, ?, ?, ?, 0, 0, 0, 0, ?, ?, FALSE)"""),
        HOST_UPDATED("UPDATE hosts SET endpoint = ?, models = ? WHERE host = ?"),
        HOST_RETIRED("UPDATE hosts SET retired = TRUE WHERE host = ?"),
        HOST_COLLATERAL("UPDATE hosts SET collateral = collateral + ? WHERE host = ?"),
        HOST_SETTLED("UPDATE hosts SET settled = settled + ? WHERE host = ?"),
        HOST_PENDING("UPDATE hosts SET pending = pending + ? WHERE host = ?"),
        HOST_PAID("UPDATE hosts SET paid = paid + ? WHERE host = ?"),
        STANDING_OLD("DELETE FROM standing WHERE model = ? AND host = ?"),
        STANDING("""
                INSERT INTO standing (proven_rate, weight, backed, since_seconds, model, host)
                VALUES (?, ?, ?, ?, ?, ?)"""),
        SESSION("""
                INSERT INTO sessions (id, payer, delegation, model, session_key, refund_to, deposit, settled, returned,
                  locked_input, locked_cached, locked_output, max_input, max_cached, max_output, opened_height,
                  opened_seconds, closes_seconds, lanes, phase)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)"""),
        SESSION_DRAWN("UPDATE sessions SET lanes = ?, phase = 'OPEN' WHERE id = ?"),
        SESSION_STEPPED("UPDATE sessions SET phase = ? WHERE id = ?"),
        SESSION_CLOSING("UPDATE sessions SET closes_seconds = ? WHERE id = ?"),
        SESSION_DEPOSIT("UPDATE sessions SET deposit = deposit + ? WHERE id = ?"),
        SESSION_SETTLED("UPDATE sessions SET settled = settled + ? WHERE id = ?"),
        SESSION_RETURNED("UPDATE sessions SET returned = returned + ? WHERE id = ?"),
        LANE("""
                INSERT INTO lanes (session, lane, host, seats, allowance, answers, earned, ceiling, posted,
                  settled_seconds, frozen_seconds) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)"""),
        LANE_ALLOWANCE("UPDATE lanes SET allowance = allowance + ? WHERE session = ? AND lane = ?"),
        LANE_FROZEN("UPDATE lanes SET frozen_seconds = ? WHERE session = ? AND lane = ?"),
        LANE_SETTLED("""
                UPDATE lanes SET answers = ?, earned = ?, ceiling = ?, settled_seconds = ?
                WHERE session = ? AND lane = ?"""),
        LANE_POSTED("UPDATE lanes SET posted = posted + ? WHERE session = ? AND lane = ?"),
        SETTLEMENT("""
                INSERT INTO settlements (height, number, time_seconds, session, lane, host, answers, earned, ceiling,
                  paid, covered, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        PAYMENT("""
                INSERT INTO payments (height, number, time_seconds, session, host, owner, uncovered, burned, checks,
                  paid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        EPOCH("""
                INSERT INTO epochs (epoch, start_seconds, end_seconds, total_weight, height)
                VALUES (?, ?, ?, ?, ?)"""),
        INCIDENT("INSERT INTO incidents (height, number, time_seconds, what) VALUES (?, ?, ?, ?)");

        private final String sql;

        Write(String sql) {
            this.sql = sql;
        }
    }

    /// Rows gathered so far, more or less.
    int size() {
        return size;
    }

    void add(Write write, @Nullable Object... values) {
        size++;
        rows.computeIfAbsent(write, _ -> new ArrayList<>()).add(values);
    }

    /// Adds to the one number of a statement `… + ? WHERE key`.
    void sum(Write write, long amount, Object... key) {
        sums.computeIfAbsent(write, _ -> new LinkedHashMap<>()).merge(List.of(key), amount, Math::addExact);
    }

    /// Of several with the same key only the last is written: the key's values come behind `values`.
    void last(Write write, List<Object> key, @Nullable Object... values) {
        newest.computeIfAbsent(write, _ -> new LinkedHashMap<>()).put(key, values);
    }

    void write(Sql.Transaction transaction) {
        sums.forEach((write, byKey) -> byKey.forEach((key, amount) -> add(write, with(key, amount))));
        newest.forEach((write, byKey) -> byKey.forEach((key, values) -> add(write, with(key, values))));
        rows.forEach((write, values) -> transaction.batch(write.sql, values));
    }

    private static @Nullable Object[] with(List<Object> key, @Nullable Object... values) {
        var all = Arrays.copyOf(values, values.length + key.size());
        for (int i = 0; i < key.size(); i++)
            all[values.length + i] = key.get(i) instanceof Address address ? address.bytes() : key.get(i);
        return all;
    }
}
