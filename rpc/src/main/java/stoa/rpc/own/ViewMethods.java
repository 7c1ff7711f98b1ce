// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.kit.json.Json;
import stoa.rpc.eth.Book;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.types.Address;
import stoa.types.ModelId;
import stoa.types.state.One;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.views.query.MarketQueries.SessionFilter;
import stoa.views.query.Queries;
import stoa.views.query.Queries.Position;

/// Questions to the read models. A list takes one object: what to filter by, `most` (1 to 1,000, default 100), and
/// where to go on: `before` an id, or `beforeHeight` and `beforeNumber` of the last row. Newest first unless said.
public final class ViewMethods {
    private static final long MOST_DEFAULT = 100;

    private final Ledger ledger;
    private final Queries queries;
    private final Book book;

    public ViewMethods(Ledger ledger, Queries queries, Book book) {
        this.ledger = ledger;
        this.queries = queries;
        this.book = book;
    }

    public void addTo(Methods methods) {
        methods.on("stoa_session", this::session)
                .on("stoa_sessions", this::sessions)
                .on("stoa_settlements", this::settlements)
                .on("stoa_payments", this::payments)
                .on("stoa_host", this::host)
                .on("stoa_hosts", this::hosts)
                .on("stoa_models", _ -> Rows.list(queries.people().models(), Rows::model))
                .on("stoa_standing", this::standing)
                .on("stoa_prices", this::prices)
                .on("stoa_delegation", this::delegation)
                .on("stoa_delegations", this::delegations)
                .on("stoa_acts", this::acts)
                .on("stoa_transactions", this::txs)
                .on("stoa_epochs", params -> Rows.list(queries.chain().epochs(most(object(params))), Rows::epoch))
                .on("stoa_incidents", this::incidents)
                .on("stoa_params", this::params);
    }

    // ── sessions ──

    private JsonNode session(Params params) {
        long id = params.number(0);
        return queries.market()
                .session(id)
                .<JsonNode>map(row -> {
                    var json = Rows.session(row);
                    json.set("laneList", Rows.list(queries.market().lanes(id), Rows::lane));
                    return json;
                })
                .orElse(NullNode.instance);
    }

    private JsonNode sessions(Params params) {
        var object = object(params);
        var filter = new SessionFilter(
                object.optionalAddress("payer"),
                object.optionalAddress("host"),
                object.optionalText("model").map(name -> model(object, name)),
                object.optionalText("phase").map(name -> phase(object, name)));
        return Rows.list(queries.market().sessions(filter, before(object), most(object)), Rows::session);
    }

    private static SessionPhase phase(Params object, String name) {
        for (var phase : SessionPhase.values()) if (phase.name().equals(name.toUpperCase(Locale.ROOT))) return phase;
        throw object.wrongField("phase", "one of " + List.of(SessionPhase.values()));
    }

    private JsonNode settlements(Params params) {
        var object = object(params);
        var session = object.optionalNumber("session");
        var host = object.optionalAddress("host");
        one(session, host);
        return Rows.list(
                session.isPresent()
                        ? queries.market().settlementsOf(session.get(), position(object), most(object))
                        : queries.market().settlementsOf(host.orElseThrow(), position(object), most(object)),
                Rows::settlement);
    }

    private JsonNode payments(Params params) {
        var object = object(params);
        var session = object.optionalNumber("session");
        var host = object.optionalAddress("host");
        var owner = object.optionalAddress("owner");
        one(session, host, owner);
        var market = queries.market();
        var at = position(object);
        int most = most(object);
        var rows = session.map(id -> market.paymentsOf(id, at, most))
                .or(() -> host.map(address -> market.paymentsOfHost(address, at, most)))
                .or(() -> owner.map(address -> market.paymentsOfOwner(address, at, most)));
        return Rows.list(rows.orElseThrow(), Rows::payment);
    }

    // ── hosts and models ──

    private JsonNode host(Params params) {
        return queries.people()
                .host(params.address(0))
                .<JsonNode>map(row -> Rows.host(row, queries.people().standingOf(row.host())))
                .orElse(NullNode.instance);
    }

    /// By address, behind `after`.
    private JsonNode hosts(Params params) {
        var object = object(params);
        var after = object.optionalAddress("after").orElse(Address.ZERO);
        var owner = object.optionalAddress("owner");
        var people = queries.people();
        var rows = owner.isPresent()
                ? people.hostsOf(owner.get(), after, most(object))
                : people.hosts(after, most(object));
        return Rows.list(rows, row -> Rows.host(row, people.standingOf(row.host())));
    }

    private JsonNode standing(Params params) {
        return Rows.list(queries.people().standingOn(model(params, params.text(0))), Rows::standing);
    }

    private JsonNode prices(Params params) {
        var model = model(params, params.text(0));
        var object = params.optionalObject(1).orElseGet(Params::empty);
        return Rows.list(queries.people().prices(model, position(object), most(object)), Rows::price);
    }

    // ── delegations ──

    private JsonNode delegation(Params params) {
        return queries.people()
                .delegation(params.number(0))
                .<JsonNode>map(Rows::delegation)
                .orElse(NullNode.instance);
    }

    private JsonNode delegations(Params params) {
        var object = object(params);
        var owner = object.optionalAddress("owner");
        var delegate = object.optionalAddress("delegate");
        var parent = object.optionalNumber("parent");
        one(owner, delegate, parent);
        var people = queries.people();
        long before = before(object);
        int most = most(object);
        var rows = owner.map(address -> people.delegationsOf(address, before, most))
                .or(() -> delegate.map(address -> people.delegationsTo(address, before, most)))
                .or(() -> parent.map(id -> people.delegationsUnder(id, before, most)));
        return Rows.list(rows.orElseThrow(), Rows::delegation);
    }

    private JsonNode acts(Params params) {
        var object = params.optionalObject(1).orElseGet(Params::empty);
        return Rows.list(queries.people().actsUnder(params.number(0), position(object), most(object)), Rows::act);
    }

    // ── the chain ──

    private JsonNode txs(Params params) {
        var object = params.optionalObject(1).orElseGet(Params::empty);
        return Rows.list(queries.chain().txsOf(params.address(0), position(object), most(object)), Rows::tx);
    }

    private JsonNode incidents(Params params) {
        var object = object(params);
        return Rows.list(queries.chain().incidents(position(object), most(object)), Rows::incident);
    }

    private JsonNode params(Params params) {
        return ledger.get(Tables.PARAMS, One.ONE, book.height(params, 0))
                .<JsonNode>map(Rows::params)
                .orElseGet(Json::object);
    }

    // ── inside ──

    private static Params object(Params params) {
        return params.optionalObject(0).orElseGet(Params::empty);
    }

    private static int most(Params object) {
        long most = object.optionalNumber("most").orElse(MOST_DEFAULT);
        if (most < 1 || most > Queries.MOST) throw object.wrongField("most", "a number from 1 to " + Queries.MOST);
        return (int) most;
    }

    private static long before(Params object) {
        return object.optionalNumber("before").orElse(Long.MAX_VALUE);
    }

    private static Position position(Params object) {
        var height = object.optionalNumber("beforeHeight");
        if (height.isEmpty()) return Position.NEWEST;
        long number = object.optionalNumber("beforeNumber").orElse(0L);
        return new Position(height.get(), (int) Math.min(number, Integer.MAX_VALUE));
    }

    private static ModelId model(Params params, String name) {
        if (!ModelId.valid(name)) throw RpcError.invalidParams("not a model's name; stoa_models lists them");
        return new ModelId(name);
    }

    private static void one(Optional<?>... given) {
        if (Arrays.stream(given).filter(Optional::isPresent).count() != 1)
            throw RpcError.invalidParams("exactly one thing to filter by is wanted");
    }
}
