// SPDX-License-Identifier: Apache-2.0
package stoa.views.query;

import static stoa.views.query.Columns.address;
import static stoa.views.query.Columns.amount;
import static stoa.views.query.Columns.hash;
import static stoa.views.query.Columns.model;
import static stoa.views.query.Columns.names;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.state.Terms;
import stoa.views.query.Queries.Position;

/// Hosts, the models they serve, and who may act for whom.
public final class PeopleQueries {
    private final Sql sql;

    PeopleQueries(Sql sql) {
        this.sql = sql;
    }

    /// @param settled everything its lanes ever settled
    /// @param pending of it not yet released
    /// @param paid to the owner
    public record HostRow(
            Address host,
            Address owner,
            String endpoint,
            List<ModelId> models,
            Amount collateral,
            Amount settled,
            Amount pending,
            Amount paid,
            long registeredHeight,
            long registeredSeconds,
            boolean retired) {}

    public record StandingRow(
            ModelId model, Address host, long provenRate, long weight, long backed, long sinceSeconds) {}

    public record ModelRow(
            ModelId model,
            Prices prices,
            long context,
            long coefficient,
            List<String> engineClasses,
            long addedHeight,
            boolean retired) {}

    public record PriceRow(ModelId model, Position at, long timeSeconds, Prices prices, long utilisationPpm) {}

    /// @param spent locked under it and not returned, what was passed on included
    /// @param revokedHeight empty while it is not revoked
    public record DelegationRow(
            long id,
            Address owner,
            Address granter,
            long parent,
            Terms terms,
            Amount spent,
            long grantedHeight,
            Optional<Long> revokedHeight) {}

    /// A transaction caused under a delegation.
    public record ActRow(
            Position at,
            long timeSeconds,
            Hash tx,
            long delegation,
            Address owner,
            Address delegate,
            Address capability) {}

    public Optional<HostRow> host(Address host) {
        return sql.first("SELECT * FROM hosts WHERE host = ?", PeopleQueries::host, (Object) host.bytes());
    }

    /// By address, behind `after` (zero for the first page).
    public List<HostRow> hosts(Address after, int most) {
        return sql.query(
                "SELECT * FROM hosts WHERE host > ? ORDER BY host FETCH FIRST ? ROWS ONLY",
                PeopleQueries::host,
                after.bytes(),
                Queries.bounded(most));
    }

    public List<HostRow> hostsOf(Address owner, Address after, int most) {
        return sql.query(
                "SELECT * FROM hosts WHERE owner = ? AND host > ? ORDER BY host FETCH FIRST ? ROWS ONLY",
                PeopleQueries::host,
                owner.bytes(),
                after.bytes(),
                Queries.bounded(most));
    }

    /// Of one host, by model.
    public List<StandingRow> standingOf(Address host) {
        return sql.query(
                "SELECT * FROM standing WHERE host = ? ORDER BY model", PeopleQueries::standing, (Object) host.bytes());
    }

    /// On one model, by host.
    public List<StandingRow> standingOn(ModelId model) {
        return sql.query(
                "SELECT * FROM standing WHERE model = ? ORDER BY host FETCH FIRST " + Queries.MOST + " ROWS ONLY",
                PeopleQueries::standing,
                model.name());
    }

    /// All, retired ones too, by name.
    public List<ModelRow> models() {
        return sql.query(
                "SELECT * FROM models ORDER BY model FETCH FIRST " + Queries.MOST + " ROWS ONLY",
                row -> new ModelRow(
                        model(row),
                        Columns.prices(row, "price"),
                        row.getLong("context"),
                        row.getLong("coefficient"),
                        names(row, "engine_classes"),
                        row.getLong("added_height"),
                        row.getBoolean("retired")));
    }

    /// Newest first, behind `before`.
    public List<PriceRow> prices(ModelId model, Position before, int most) {
        return sql.query(
                """
                SELECT * FROM prices WHERE model = ? AND (height < ? OR (height = ? AND number < ?))
                ORDER BY height DESC, number DESC FETCH FIRST ? ROWS ONLY""",
                row -> new PriceRow(
                        model(row),
                        new Position(row.getLong("height"), row.getInt("number")),
                        row.getLong("time_seconds"),
                        Columns.prices(row, "price"),
                        row.getLong("utilisation_ppm")),
                model.name(),
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    public Optional<DelegationRow> delegation(long id) {
        return sql.first("SELECT * FROM delegations WHERE id = ?", PeopleQueries::delegation, id);
    }

    /// Newest first, with ids below `before`.
    public List<DelegationRow> delegationsOf(Address owner, long before, int most) {
        return delegations("owner", owner.bytes(), before, most);
    }

    public List<DelegationRow> delegationsTo(Address delegate, long before, int most) {
        return delegations("delegate", delegate.bytes(), before, most);
    }

    public List<DelegationRow> delegationsUnder(long parent, long before, int most) {
        return delegations("parent", parent, before, most);
    }

    /// The audit trail of one delegation, newest first, behind `before`.
    public List<ActRow> actsUnder(long delegation, Position before, int most) {
        return sql.query(
                """
                SELECT * FROM acts WHERE delegation = ? AND (height < ? OR (height = ? AND number < ?))
                ORDER BY height DESC, number DESC FETCH FIRST ? ROWS ONLY""",
                row -> new ActRow(
                        new Position(row.getLong("height"), row.getInt("number")),
                        row.getLong("time_seconds"),
                        hash(row, "tx"),
                        row.getLong("delegation"),
                        address(row, "owner"),
                        address(row, "delegate"),
                        address(row, "capability")),
                delegation,
                before.height(),
                before.height(),
                before.number(),
                Queries.bounded(most));
    }

    private List<DelegationRow> delegations(String column, Object value, long before, int most) {
        return sql.query(
                "SELECT * FROM delegations WHERE " + column
                        + " = ? AND id < ? ORDER BY id DESC FETCH FIRST ? ROWS ONLY",
                PeopleQueries::delegation,
                value,
                before,
                Queries.bounded(most));
    }

    private static HostRow host(ResultSet row) throws SQLException {
        return new HostRow(
                address(row, "host"),
                address(row, "owner"),
                row.getString("endpoint"),
                Columns.models(row, "models"),
                amount(row, "collateral"),
                amount(row, "settled"),
                amount(row, "pending"),
                amount(row, "paid"),
                row.getLong("registered_height"),
                row.getLong("registered_seconds"),
                row.getBoolean("retired"));
    }

    private static StandingRow standing(ResultSet row) throws SQLException {
        return new StandingRow(
                model(row),
                address(row, "host"),
                row.getLong("proven_rate"),
                row.getLong("weight"),
                row.getLong("backed"),
                row.getLong("since_seconds"));
    }

    private static DelegationRow delegation(ResultSet row) throws SQLException {
        long revoked = row.getLong("revoked_height");
        return new DelegationRow(
                row.getLong("id"),
                address(row, "owner"),
                address(row, "granter"),
                row.getLong("parent"),
                new Terms(
                        address(row, "delegate"),
                        row.getInt("scopes"),
                        Columns.models(row, "models"),
                        amount(row, "per_period"),
                        row.getLong("period_seconds"),
                        amount(row, "total"),
                        amount(row, "per_request"),
                        row.getLong("not_before"),
                        row.getLong("expires"),
                        row.getInt("depth"),
                        row.getString("label")),
                amount(row, "spent"),
                row.getLong("granted_height"),
                revoked < 0 ? Optional.empty() : Optional.of(revoked));
    }
}
