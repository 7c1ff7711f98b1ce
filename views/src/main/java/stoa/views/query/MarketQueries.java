// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import static stoa.views.query.Columns.address;
import static stoa.views.query.Columns.amount;
import static stoa.views.query.Columns.model;
import static stoa.views.query.Columns.prices;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.state.SessionPhase;
import stoa.views.query.Queries.Position;

/// Sessions and what flows through them.
public final class MarketQueries {
    private final Sql sql;

    MarketQueries(Sql sql) {
        this.sql = sql;
    }

    /// @param settled everything settled, pending included
    /// @param returned what went back at the end
    /// @param closesSeconds expiry while open, end of the settle window while closing
    public record SessionRow(
            long id,
            Address payer,
            long delegation,
            ModelId model,
            Address sessionKey,
            Address refundTo,
            Amount deposit,
            Amount settled,
            Amount returned,
            Prices locked,
            Prices maxima,
            long openedHeight,
            long openedSeconds,
            long closesSeconds,
            int lanes,
            SessionPhase phase) {}

    /// @param answers receipts vouched for by the settled voucher
    public record LaneRow(
            long session,
            int lane,
            Address host,
            int seats,
            Amount allowance,
            long answers,
            Amount earned,
            Amount ceiling,
            Amount posted,
            long settledSeconds,
            long frozenSeconds) {}

    /// One voucher of a settlement, paid or refused.
    ///
    /// @param host zero when it was refused
    public record SettlementRow(
            Position at,
            long timeSeconds,
            long session,
            int lane,
            Address host,
            long answers,
            Amount earned,
            Amount ceiling,
            Amount paid,
            Amount covered,
            Optional<Reason> refused) {}

    /// A bucket of payments that passed its check window.
    public record PaymentRow(
            Position at,
            long timeSeconds,
            long session,
            Address host,
            Address owner,
            boolean uncovered,
            Amount burned,
            Amount checks,
            Amount paid) {}

    /// Which sessions; an empty field asks for all.
    public record SessionFilter(
            Optional<Address> payer, Optional<Address> host, Optional<ModelId> model, Optional<SessionPhase> phase) {
        public static final SessionFilter ALL =
                new SessionFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Optional<SessionRow> session(long id) {
        return sql.first("SELECT * FROM sessions WHERE id = ?", MarketQueries::session, id);
    }

    /// Newest first, with ids below `before`.
    public List<SessionRow> sessions(SessionFilter filter, long before, int most) {
        var where = new StringBuilder("s.id < ?");
        var values = new ArrayList<Object>();
        values.add(before);
        filter.payer.ifPresent(payer -> {
            where.append(" AND s.payer = ?");
            values.add(payer.bytes());
        });
        filter.host.ifPresent(host -> {
            where.append(" AND s.id IN (SELECT session FROM lanes WHERE host = ?)");
            values.add(host.bytes());
        });
        filter.model.ifPresent(model -> {
            where.append(" AND s.model = ?");
            values.add(model.name());
        });
        filter.phase.ifPresent(phase -> {
            where.append(" AND s.phase = ?");
            values.add(phase.name());
        });
        values.add(Queries.bounded(most));
        return sql.query(
                "SELECT s.* FROM sessions s WHERE " + where + " ORDER BY s.id DESC FETCH FIRST ? ROWS ONLY",
                MarketQueries::session,
                values.toArray());
    }

    /// In the order of lanes.
    public List<LaneRow> lanes(long session) {
        return sql.query("SELECT * FROM lanes WHERE session = ? ORDER BY lane", MarketQueries::lane, session);
    }

    /// Newest first, behind `before`; of a session.
    public List<SettlementRow> settlementsOf(long session, Position before, int most) {
        return settlements("session", session, before, most);
    }

    /// Newest first, behind `before`; of a host.
    public List<SettlementRow> settlementsOf(Address host, Position before, int most) {
        return settlements("host", host.bytes(), before, most);
    }

    public List<PaymentRow> paymentsOf(long session, Position before, int most) {
        return payments("session", session, before, most);
    }

    public List<PaymentRow> paymentsOfHost(Address host, Position before, int most) {
        return payments("host", host.bytes(), before, most);
    }

    public List<PaymentRow> paymentsOfOwner(Address owner, Position before, int most) {
        return payments("owner", owner.bytes(), before, most);
    }

    private List<SettlementRow> settlements(String column, Object value, Position before, int most) {
        return sql.query(
                "SELECT * FROM settlements WHERE " + column + " = ? AND " + BEHIND,
                row -> {
                    int refused = row.getInt("refused");
                    return new SettlementRow(
                            new Position(row.getLong("height"), row.getInt("number")),
                            row.getLong("time_seconds"),
                            row.getLong("session"),
                            row.getInt("lane"),
                            address(row, "host"),
                            row.getLong("answers"),
                            amount(row, "earned"),
                            amount(row, "ceiling"),
                            amount(row, "paid"),
                            amount(row, "covered"),
                            refused == 0 ? Optional.empty() : Optional.of(Reason.of(refused)));
                },
                value,
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    private List<PaymentRow> payments(String column, Object value, Position before, int most) {
        return sql.query(
                "SELECT * FROM payments WHERE " + column + " = ? AND " + BEHIND,
                row -> new PaymentRow(
                        new Position(row.getLong("height"), row.getInt("number")),
                        row.getLong("time_seconds"),
                        row.getLong("session"),
                        address(row, "host"),
                        address(row, "owner"),
                        row.getBoolean("uncovered"),
                        amount(row, "burned"),
                        amount(row, "checks"),
                        amount(row, "paid")),
                value,
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    private static final String BEHIND =
            "(height < ? OR (height = ? AND number < ?)) ORDER BY height DESC, number DESC FETCH FIRST ? ROWS ONLY";

    private static SessionRow session(ResultSet row) throws SQLException {
        return new SessionRow(
                row.getLong("id"),
                address(row, "payer"),
                row.getLong("delegation"),
                model(row),
                address(row, "session_key"),
                address(row, "refund_to"),
                amount(row, "deposit"),
                amount(row, "settled"),
                amount(row, "returned"),
                prices(row, "locked"),
                prices(row, "max"),
                row.getLong("opened_height"),
                row.getLong("opened_seconds"),
                row.getLong("closes_seconds"),
                row.getInt("lanes"),
                SessionPhase.valueOf(row.getString("phase")));
    }

    private static LaneRow lane(ResultSet row) throws SQLException {
        return new LaneRow(
                row.getLong("session"),
                row.getInt("lane"),
                address(row, "host"),
                row.getInt("seats"),
                amount(row, "allowance"),
                row.getLong("answers"),
                amount(row, "earned"),
                amount(row, "ceiling"),
                amount(row, "posted"),
                row.getLong("settled_seconds"),
                row.getLong("frozen_seconds"));
    }
}
