// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import static stoa.views.query.Columns.address;
import static stoa.views.query.Columns.hash;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.event.Log;

/// Events as logs.
public final class LogQueries {
    private final Sql sql;

    LogQueries(Sql sql) {
        this.sql = sql;
    }

    /// What to look for in which blocks, as `eth_getLogs` means it.
    ///
    /// @param addresses any of these; empty for all
    /// @param topics place by place, at most four: any of these; empty for all
    public record Filter(long fromHeight, long toHeight, List<Address> addresses, List<List<Hash>> topics) {
        public static final int TOPICS_MOST = 4;

        public Filter {
            addresses = List.copyOf(addresses);
            topics = topics.stream().map(List::copyOf).toList();
            if (topics.size() > TOPICS_MOST) throw new IllegalArgumentException("a log has at most four topics");
        }

        /// Whether a log is one of those looked for, wherever it stands.
        public boolean matches(Log log) {
            if (!addresses.isEmpty() && !addresses.contains(log.address())) return false;
            for (int i = 0; i < topics.size(); i++) {
                var wanted = topics.get(i);
                if (i >= log.topics().size()) return false;
                if (!wanted.isEmpty() && !wanted.contains(log.topics().get(i))) return false;
            }
            return true;
        }
    }

    /// @param tx empty for a log of the block itself
    public record LogRow(
            long height, Hash block, long timeSeconds, int number, int place, Optional<Hash> tx, Log log) {}

    /// In the order in which they happened; at most `most`, so ask for one more than you take.
    public List<LogRow> find(Filter filter, int most) {
        var values = new ArrayList<Object>();
        values.add(filter.fromHeight);
        values.add(filter.toHeight);
        var where = new StringBuilder("l.height BETWEEN ? AND ?");
        in(
                where,
                values,
                "l.address",
                filter.addresses.stream().map(Address::bytes).toList());
        for (int i = 0; i < filter.topics.size(); i++) {
            var column = "l.topic" + i;
            var wanted = filter.topics.get(i);
            if (wanted.isEmpty()) where.append(" AND ").append(column).append(" IS NOT NULL");
            else in(where, values, column, wanted.stream().map(Hash::bytes).toList());
        }
        values.add(most);
        return sql.query(
                "SELECT l.*, b.hash AS block_hash, b.time_seconds, t.hash AS tx_hash FROM logs l"
                        + " JOIN blocks b ON b.height = l.height"
                        + " LEFT JOIN txs t ON t.height = l.height AND t.place = l.place"
                        + " WHERE " + where + " ORDER BY l.height, l.number FETCH FIRST ? ROWS ONLY",
                LogQueries::log,
                values.toArray());
    }

    private static void in(StringBuilder where, List<Object> values, String column, List<byte[]> wanted) {
        if (wanted.isEmpty()) return;
        where.append(" AND ")
                .append(column)
                .append(" IN (")
                .append(String.join(", ", Collections.nCopies(wanted.size(), "?")))
                .append(')');
        values.addAll(wanted);
    }

    private static LogRow log(ResultSet row) throws SQLException {
        var tx = row.getBytes("tx_hash");
        return new LogRow(
                row.getLong("height"),
                hash(row, "block_hash"),
                row.getLong("time_seconds"),
                row.getInt("number"),
                row.getInt("place"),
                tx == null ? Optional.empty() : Optional.of(Hash.of(tx)),
                new Log(address(row, "address"), Columns.topics(row), row.getBytes("data")));
    }
}
