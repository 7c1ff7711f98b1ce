// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import static stoa.views.query.Columns.address;
import static stoa.views.query.Columns.amount;
import static stoa.views.query.Columns.hash;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.views.query.Queries.Position;

/// Blocks and transactions.
public final class ChainQueries {
    private final Sql sql;

    ChainQueries(Sql sql) {
        this.sql = sql;
    }

    public record BlockRow(long height, Hash hash, long timeSeconds, int txs, long gasUsed, Address proposer) {}

    /// @param verb the function's name; empty for a plain transfer
    public record TxRow(
            Hash hash,
            long height,
            int place,
            Address sender,
            Address recipient,
            long nonce,
            String verb,
            Coin value,
            Optional<Reason> refused,
            Amount fee) {}

    public record EpochRow(long epoch, long startSeconds, long endSeconds, long totalWeight, long height) {}

    public record IncidentRow(Position at, long timeSeconds, String what) {}

    public Optional<BlockRow> block(Hash hash) {
        return sql.first("SELECT * FROM blocks WHERE hash = ?", ChainQueries::block, (Object) hash.bytes());
    }

    /// The block whose pseudo-transaction this is.
    public Optional<BlockRow> blockOf(Hash ownTx) {
        return sql.first("SELECT * FROM blocks WHERE own_tx = ?", ChainQueries::block, (Object) ownTx.bytes());
    }

    /// In rising order.
    public List<BlockRow> blocks(long from, long to) {
        return sql.query(
                "SELECT * FROM blocks WHERE height BETWEEN ? AND ? ORDER BY height FETCH FIRST " + Queries.MOST
                        + " ROWS ONLY",
                ChainQueries::block,
                from,
                to);
    }

    public Optional<TxRow> tx(Hash hash) {
        return sql.first("SELECT * FROM txs WHERE hash = ?", ChainQueries::tx, (Object) hash.bytes());
    }

    /// What an account sent or was sent to, newest first, behind `before`.
    public List<TxRow> txsOf(Address account, Position before, int most) {
        // Two queries in one, so that each uses its index; a transaction to oneself comes once.
        return sql.query(
                """
                SELECT * FROM (
                  SELECT * FROM txs WHERE sender = ? AND (height < ? OR (height = ? AND place < ?))
                  UNION
                  SELECT * FROM txs WHERE recipient = ? AND (height < ? OR (height = ? AND place < ?))
                ) AS both_sides ORDER BY height DESC, place DESC FETCH FIRST ? ROWS ONLY""",
                ChainQueries::tx,
                account.bytes(),
                before.height(),
                before.height(),
                before.number(),
                account.bytes(),
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    /// Newest first.
    public List<EpochRow> epochs(int most) {
        return sql.query(
                "SELECT * FROM epochs ORDER BY epoch DESC FETCH FIRST ? ROWS ONLY",
                row -> new EpochRow(
                        row.getLong("epoch"),
                        row.getLong("start_seconds"),
                        row.getLong("end_seconds"),
                        row.getLong("total_weight"),
                        row.getLong("height")),
                Queries.bounded(most));
    }

    /// Newest first, behind `before`.
    public List<IncidentRow> incidents(Position before, int most) {
        return sql.query(
                """
                SELECT * FROM incidents WHERE height < ? OR (height = ? AND number < ?)
                ORDER BY height DESC, number DESC FETCH FIRST ? ROWS ONLY""",
                row -> new IncidentRow(
                        new Position(row.getLong("height"), row.getInt("number")),
                        row.getLong("time_seconds"),
                        row.getString("what")),
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    private static BlockRow block(ResultSet row) throws SQLException {
        return new BlockRow(
                row.getLong("height"),
                hash(row, "hash"),
                row.getLong("time_seconds"),
                row.getInt("txs"),
                row.getLong("gas_used"),
                address(row, "proposer"));
    }

    private static TxRow tx(ResultSet row) throws SQLException {
        int refused = row.getInt("refused");
        return new TxRow(
                hash(row, "hash"),
                row.getLong("height"),
                row.getInt("place"),
                address(row, "sender"),
                address(row, "recipient"),
                row.getLong("nonce"),
                row.getString("verb"),
                new Coin(row.getLong("value_obol"), row.getInt("value_wei")),
                refused == 0 ? Optional.empty() : Optional.of(Reason.of(refused)),
                amount(row, "fee"));
    }
}
