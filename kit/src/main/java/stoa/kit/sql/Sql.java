// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A database behind a pool. Values in statements are `?` and bound: String, Integer, Long, Boolean, byte array,
/// BigDecimal, BigInteger, Instant, an enum (its name), or null.
///
/// Statements are written so that H2 (in its PostgreSQL mode, names in lower case) and PostgreSQL both take them:
/// `bytea`,
/// `text`, `bigint`, `timestamp with time zone`; an upsert is the standard's `merge into … using …`.
public final class Sql implements AutoCloseable {
    private static final long WAIT_MILLIS = 10_000;
    private static final String H2_CLOSED = "90121";

    private final HikariDataSource pool;
    private final boolean embedded;

    private Sql(HikariDataSource pool, boolean embedded) {
        this.pool = pool;
        this.embedded = embedded;
    }

    /// Connects once, so that a wrong address is known at start-up: a `SqlFailure` without the password.
    public static Sql open(SqlConfig config) {
        var hikari = new HikariConfig();
        hikari.setPoolName("stoa-sql");
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password().value());
        hikari.setMaximumPoolSize(config.maxConnections());
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(WAIT_MILLIS);
        hikari.setInitializationFailTimeout(1); // try once, at once
        try {
            return new Sql(new HikariDataSource(hikari), config.embedded());
        } catch (HikariPool.PoolInitializationException e) {
            throw new SqlFailure("the database cannot be opened", e.getCause());
        }
    }

    /// Reads the row the cursor stands on.
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run(Transaction transaction);
    }

    /// The statements both a pool and a transaction take.
    public interface Statements {
        <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values);

        /// The first row, if there is one.
        <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values);

        /// The number of rows touched.
        int update(String sql, @Nullable Object... values);

        /// One statement for many rows, in one round trip.
        void batch(String sql, List<@Nullable Object[]> rows);
    }

    /// Statements that take effect together, or not at all. Used by one thread, and only until the work returns.
    public interface Transaction extends Statements {}

    /// Numbered from 1 without gaps; once released, a step's text never changes. Statements are separated by `;` at
    /// the end of a line, and can be repeated (`create table if not exists`), because H2 commits each by itself.
    public record Migration(int version, String sql) {}

    /// Applies the steps this database has not seen. A database of a newer program, or one whose steps were others,
    /// is refused with an `IllegalStateException` for the terminal.
    public Sql migrate(List<Migration> steps) {
        Migrations.apply(this, steps);
        return this;
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        return with(connection -> new Bound(connection).query(sql, mapper, values));
    }

    /// The first row, if there is one.
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        return with(connection -> new Bound(connection).first(sql, mapper, values));
    }

    /// The number of rows touched.
    public int update(String sql, @Nullable Object... values) {
        return with(connection -> new Bound(connection).update(sql, values));
    }

    /// One statement for many rows, all or none.
    public void batch(String sql, List<@Nullable Object[]> rows) {
        transaction(transaction -> {
            transaction.batch(sql, rows);
            return rows.size();
        });
    }

    /// Commits when `work` returns, rolls back when it throws.
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        return with(connection -> {
            connection.setAutoCommit(false);
            try {
                var result = work.run(new Bound(connection));
                connection.commit();
                return result;
            } catch (RuntimeException | Error | SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private interface Use<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }

    private <T extends @Nullable Object> T with(Use<T> use) {
        try (var connection = pool.getConnection()) {
            return use.with(connection);
        } catch (SQLException e) {
            throw new SqlFailure("the database failed", e);
        }
    }

    /// Closes the embedded database's files, too.
    @Override
    public void close() {
        if (pool.isClosed()) return;
        if (embedded) shutDown();
        pool.close();
    }

    private void shutDown() {
        try {
            update("shutdown");
        } catch (SqlFailure failure) {
            if (!failure.state().equals(H2_CLOSED))
                throw failure; // the connection that said it was closed with the rest
        }
    }
}
