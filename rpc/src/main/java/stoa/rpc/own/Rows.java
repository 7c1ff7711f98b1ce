// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.own;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import stoa.kit.json.Json;
import stoa.rpc.eth.Refusals;
import stoa.rpc.json.Quantity;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.state.Terms;
import stoa.views.query.ChainQueries.EpochRow;
import stoa.views.query.ChainQueries.IncidentRow;
import stoa.views.query.ChainQueries.TxRow;
import stoa.views.query.MarketQueries.LaneRow;
import stoa.views.query.MarketQueries.PaymentRow;
import stoa.views.query.MarketQueries.SessionRow;
import stoa.views.query.MarketQueries.SettlementRow;
import stoa.views.query.PeopleQueries.ActRow;
import stoa.views.query.PeopleQueries.DelegationRow;
import stoa.views.query.PeopleQueries.HostRow;
import stoa.views.query.PeopleQueries.ModelRow;
import stoa.views.query.PeopleQueries.PriceRow;
import stoa.views.query.PeopleQueries.StandingRow;
import stoa.views.query.Queries.Position;

/// Rows of the views as JSON.
final class Rows {
    private Rows() {}

    static <T> ArrayNode list(List<T> rows, Function<T, ObjectNode> shape) {
        var json = Json.array();
        for (var row : rows) json.add(shape.apply(row));
        return json;
    }

    static ObjectNode session(SessionRow row) {
        var json = Json.object()
                .put("session", hex(row.id()))
                .put("payer", row.payer().toString())
                .put("delegation", hex(row.delegation()))
                .put("model", row.model().name())
                .put("phase", row.phase().name())
                .put("sessionKey", row.sessionKey().toString())
                .put("refundTo", row.refundTo().toString())
                .put("deposit", hex(row.deposit()))
                .put("settled", hex(row.settled()))
                .put("returned", hex(row.returned()));
        json.set("locked", prices(row.locked()));
        json.set("maxima", prices(row.maxima()));
        return json.put("openedHeight", hex(row.openedHeight()))
                .put("openedSeconds", hex(row.openedSeconds()))
                .put("closesSeconds", hex(row.closesSeconds()))
                .put("lanes", hex(row.lanes()));
    }

    static ObjectNode lane(LaneRow row) {
        return Json.object()
                .put("session", hex(row.session()))
                .put("lane", hex(row.lane()))
                .put("host", row.host().toString())
                .put("seats", hex(row.seats()))
                .put("allowance", hex(row.allowance()))
                .put("answers", hex(row.answers()))
                .put("earned", hex(row.earned()))
                .put("ceiling", hex(row.ceiling()))
                .put("posted", hex(row.posted()))
                .put("settledSeconds", hex(row.settledSeconds()))
                .put("frozenSeconds", hex(row.frozenSeconds()));
    }

    static ObjectNode settlement(SettlementRow row) {
        var json = at(row.at(), row.timeSeconds())
                .put("session", hex(row.session()))
                .put("lane", hex(row.lane()));
        if (row.refused().isPresent()) {
            var reason = row.refused().get();
            return json.set("refused", Refusals.data(reason, reason.text()));
        }
        return json.put("host", row.host().toString())
                .put("answers", hex(row.answers()))
                .put("earned", hex(row.earned()))
                .put("ceiling", hex(row.ceiling()))
                .put("paid", hex(row.paid()))
                .put("covered", hex(row.covered()));
    }

    static ObjectNode payment(PaymentRow row) {
        return at(row.at(), row.timeSeconds())
                .put("session", hex(row.session()))
                .put("host", row.host().toString())
                .put("owner", row.owner().toString())
                .put("uncovered", row.uncovered())
                .put("burned", hex(row.burned()))
                .put("checks", hex(row.checks()))
                .put("paid", hex(row.paid()));
    }

    static ObjectNode host(HostRow row, List<StandingRow> standing) {
        var json = Json.object()
                .put("host", row.host().toString())
                .put("owner", row.owner().toString())
                .put("endpoint", row.endpoint());
        json.set("models", names(row.models()));
        json.put("collateral", hex(row.collateral()))
                .put("settled", hex(row.settled()))
                .put("pending", hex(row.pending()))
                .put("paid", hex(row.paid()))
                .put("registeredHeight", hex(row.registeredHeight()))
                .put("registeredSeconds", hex(row.registeredSeconds()))
                .put("retired", row.retired());
        json.set("standing", list(standing, Rows::standing));
        return json;
    }

    static ObjectNode standing(StandingRow row) {
        return Json.object()
                .put("model", row.model().name())
                .put("host", row.host().toString())
                .put("provenRate", hex(row.provenRate()))
                .put("weight", hex(row.weight()))
                .put("backed", hex(row.backed()))
                .put("sinceSeconds", hex(row.sinceSeconds()));
    }

    static ObjectNode model(ModelRow row) {
        var json = Json.object().put("model", row.model().name());
        json.set("prices", prices(row.prices()));
        json.put("context", hex(row.context())).put("coefficient", hex(row.coefficient()));
        var classes = json.putArray("engineClasses");
        row.engineClasses().forEach(classes::add);
        return json.put("addedHeight", hex(row.addedHeight())).put("retired", row.retired());
    }

    static ObjectNode price(PriceRow row) {
        var json = at(row.at(), row.timeSeconds()).put("model", row.model().name());
        json.set("prices", prices(row.prices()));
        return json.put("utilisationPpm", hex(row.utilisationPpm()));
    }

    static ObjectNode delegation(DelegationRow row) {
        var json = Json.object()
                .put("delegation", hex(row.id()))
                .put("owner", row.owner().toString())
                .put("granter", row.granter().toString())
                .put("parent", hex(row.parent()));
        json.set("terms", terms(row.terms()));
        json.put("spent", hex(row.spent())).put("grantedHeight", hex(row.grantedHeight()));
        row.revokedHeight()
                .ifPresentOrElse(height -> json.put("revokedHeight", hex(height)), () -> json.putNull("revokedHeight"));
        return json;
    }

    static ObjectNode act(ActRow row) {
        return at(row.at(), row.timeSeconds())
                .put("transaction", row.tx().toString())
                .put("delegation", hex(row.delegation()))
                .put("owner", row.owner().toString())
                .put("delegate", row.delegate().toString())
                .put("capability", row.capability().toString());
    }

    static ObjectNode tx(TxRow row) {
        var json = Json.object()
                .put("hash", row.hash().toString())
                .put("height", hex(row.height()))
                .put("number", hex(row.place()))
                .put("from", row.sender().toString())
                .put("to", row.recipient().toString())
                .put("nonce", hex(row.nonce()))
                .put("verb", row.verb())
                .put("valueWei", Quantity.hex(row.value().toWei()))
                .put("fee", hex(row.fee()));
        row.refused().ifPresent(reason -> json.set("refused", Refusals.data(reason, reason.text())));
        return json;
    }

    static ObjectNode epoch(EpochRow row) {
        return Json.object()
                .put("epoch", hex(row.epoch()))
                .put("startSeconds", hex(row.startSeconds()))
                .put("endSeconds", hex(row.endSeconds()))
                .put("totalWeight", hex(row.totalWeight()))
                .put("decidedHeight", hex(row.height()));
    }

    static ObjectNode incident(IncidentRow row) {
        return at(row.at(), row.timeSeconds()).put("what", row.what());
    }

    /// All parameters under their names: switches as they are, numbers as quantities, groups of them as objects.
    static ObjectNode params(Params params) {
        return group(params);
    }

    private static ObjectNode group(Record params) {
        var json = Json.object();
        for (var component : params.getClass().getRecordComponents()) {
            try {
                switch (component.getAccessor().invoke(params)) {
                    case Boolean flag -> json.put(component.getName(), flag);
                    case Number number -> json.put(component.getName(), hex(number.longValue()));
                    case Record more -> json.set(component.getName(), group(more));
                    case Object other -> throw new IllegalStateException("no shape for " + other.getClass());
                }
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return json;
    }

    private static ObjectNode terms(Terms terms) {
        var json = Json.object().put("delegate", terms.delegate().toString()).put("scopes", hex(terms.scopes()));
        json.set("models", names(terms.models()));
        return json.put("perPeriod", hex(terms.perPeriod()))
                .put("periodSeconds", hex(terms.periodSeconds()))
                .put("total", hex(terms.total()))
                .put("perRequest", hex(terms.perRequest()))
                .put("notBefore", hex(terms.notBefore()))
                .put("expires", hex(terms.expires()))
                .put("depth", hex(terms.depth()))
                .put("label", terms.label());
    }

    private static ObjectNode prices(Prices prices) {
        return Json.object()
                .put("input", hex(prices.input()))
                .put("cachedInput", hex(prices.cachedInput()))
                .put("output", hex(prices.output()));
    }

    private static ArrayNode names(List<ModelId> models) {
        var json = Json.array();
        for (var model : models) json.add(model.name());
        return json;
    }

    /// Where something happened; both numbers again give the next page.
    private static ObjectNode at(Position at, long timeSeconds) {
        return Json.object()
                .put("height", hex(at.height()))
                .put("number", hex(at.number()))
                .put("timeSeconds", hex(timeSeconds));
    }

    private static String hex(long value) {
        return Quantity.hex(value);
    }

    private static String hex(Amount amount) {
        return Quantity.hex(amount.obol());
    }

    private static String hex(Price price) {
        return Quantity.hex(price.fixed());
    }
}
