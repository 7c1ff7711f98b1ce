// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements on one connection, with their values bound.
record Bound(Connection connection) implements Sql.Transaction {
    @Override
    public <T> List<T> query(String sql, Sql.RowMapper<T> mapper, @Nullable Object... values) {
        try (var statement = prepare(sql, values);
                var rows = statement.executeQuery()) {
            var out = new ArrayList<T>();
            while (rows.next()) out.add(mapper.map(rows));
            return out;
        } catch (SQLException e) {
            throw new SqlFailure("a query failed", e);
        }
    }

    @Override
    public <T> Optional<T> first(String sql, Sql.RowMapper<T> mapper, @Nullable Object... values) {
        try (var statement = prepare(sql, values)) {
            statement.setMaxRows(1);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new SqlFailure("a query failed", e);
        }
    }

    @Override
    public int update(String sql, @Nullable Object... values) {
        try (var statement = prepare(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure("an update failed", e);
        }
    }

    @Override
    public void batch(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return;
        try (var statement = connection.prepareStatement(sql)) {
            for (var row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new SqlFailure("a batch failed", e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            bind(statement, values);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++)
            switch (values[i]) {
                case Instant instant -> statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
                case Enum<?> constant -> statement.setString(i + 1, constant.name());
                case BigInteger number -> statement.setBigDecimal(i + 1, new BigDecimal(number));
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case null -> statement.setObject(i + 1, null);
                default -> statement.setObject(i + 1, values[i]);
            }
    }
}
