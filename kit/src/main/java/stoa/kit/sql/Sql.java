// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A database behind a pool. Values in statements are `?` and bound: String, Integer, Long, Boolean, byte[],
/// BigDecimal,
/// Instant, an enum (its name), or null.
public final class Sql implements AutoCloseable {
    private Sql() {}

    /// `url` is `jdbc:h2:file:…`, `jdbc:h2:mem:…` or `jdbc:postgresql://…`.
    public static Sql open(SqlConfig config) {
        throw new UnsupportedOperationException();
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

    /// Statements that take effect together, or not at all.
    public interface Transaction extends Statements {}

    /// Numbered from 1 without gaps; once released, a step's text never changes.
    public record Migration(int version, String sql) {}

    /// Applies the steps this database has not seen. A database of a newer program is refused.
    public Sql migrate(List<Migration> steps) {
        throw new UnsupportedOperationException();
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        throw new UnsupportedOperationException();
    }

    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        throw new UnsupportedOperationException();
    }

    public int update(String sql, @Nullable Object... values) {
        throw new UnsupportedOperationException();
    }

    public void batch(String sql, List<@Nullable Object[]> rows) {
        throw new UnsupportedOperationException();
    }

    /// Commits when `work` returns, rolls back when it throws.
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
