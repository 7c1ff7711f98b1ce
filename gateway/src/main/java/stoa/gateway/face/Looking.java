// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import stoa.gateway.keys.ApiKey;
import stoa.gateway.keys.Budgets;
import stoa.gateway.market.Board;
import stoa.gateway.openai.ApiError;
import stoa.gateway.record.ReceiptRecord;
import stoa.gateway.record.Records;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.json.Json;
import stoa.types.Hex;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.Typed;

/// What a caller may look up: models, receipts, its own use, and the description of the API.
final class Looking {
    private static final String OWNER = "stoa";
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int DAYS_SHOWN = 31;

    private final Doors doors;
    private final Board board;
    private final Records records;
    private final Budgets budgets;
    private final Typed typed;
    private final long createdSeconds;
    private final InstantSource clock;
    private final byte[] openApi = resource();

    Looking(
            Doors doors,
            Board board,
            Records records,
            Budgets budgets,
            Typed typed,
            long createdSeconds,
            InstantSource clock) {
        this.doors = doors;
        this.board = board;
        this.records = records;
        this.budgets = budgets;
        this.typed = typed;
        this.createdSeconds = createdSeconds;
        this.clock = clock;
    }

    Response models(Request request) {
        var key = doors.enter(request).key();
        var root = Json.object().put("object", "list");
        var data = root.putArray("data");
        for (var offer : board.offers()) if (key.allows(offer.id())) model(data.addObject(), offer);
        return Response.json(200, Json.write(root));
    }

    Response model(Request request) {
        var key = doors.enter(request).key();
        var name = request.pathParam("id");
        if (!ModelId.valid(name)) throw ApiError.modelUnknown(name);
        var id = new ModelId(name);
        var offer = board.offer(id).filter(_ -> key.allows(id)).orElseThrow(() -> ApiError.modelUnknown(name));
        var out = Json.object();
        model(out, offer);
        return Response.json(200, Json.write(out));
    }

    /// Prices are exact: obol for a million units, as a decimal text.
    private void model(ObjectNode out, Board.Offer offer) {
        var prices = offer.market().now();
        out.put("id", offer.id().name())
                .put("object", "model")
                .put("created", createdSeconds)
                .put("owned_by", OWNER)
                .put("context_length", offer.model().context());
        out.putObject("prices_obol_per_million")
                .put("input", perMillion(prices, new Usage(1_000_000, 0, 0)))
                .put("cached_input", perMillion(prices, new Usage(0, 1_000_000, 0)))
                .put("output", perMillion(prices, new Usage(0, 0, 1_000_000)));
    }

    private static long perMillion(Prices prices, Usage million) {
        return prices.cost(million).obol();
    }

    Response receipt(Request request) {
        var key = doors.enter(request).key();
        var id = request.pathParam("id");
        var record = records.find(id, key.id())
                .orElseThrow(() -> ApiError.notFound(
                        "This key has no receipt '" + plain(id) + "'. A receipt is there once its answer has ended."));
        return Response.json(200, Json.write(json(record)));
    }

    private static String plain(String id) {
        return id.matches("[A-Za-z0-9_-]{1,64}") ? id : "";
    }

    private ObjectNode json(ReceiptRecord record) {
        var receipt = record.signed().receipt();
        var out = Json.object()
                .put("id", record.id())
                .put("object", "receipt")
                .put("model", record.model().name())
                .put("host", record.host().toString())
                .put("session", receipt.session())
                .put("lane", receipt.lane())
                .put("index", receipt.index())
                .put("request_hash", receipt.requestHash().toString())
                .put("response_hash", receipt.responseHash().toString());
        out.putObject("usage")
                .put("input", receipt.usage().input())
                .put("cached_input", receipt.usage().cachedInput())
                .put("output", receipt.usage().output());
        out.put("cost_obol", receipt.cost().obol())
                .put("charged_obol", record.costObol())
                .put("started_millis", receipt.startedMillis())
                .put("first_token_millis", receipt.firstTokenMillis())
                .put("finished_millis", receipt.finishedMillis())
                .put("evidence_root", receipt.evidenceRoot().toString());
        var flags = out.putArray("flags");
        flag(flags, receipt, Receipt.FLAG_ABORTED, "aborted");
        flag(flags, receipt, Receipt.FLAG_STREAMED, "streamed");
        flag(flags, receipt, Receipt.FLAG_CANONICAL, "canonical");
        flag(flags, receipt, Receipt.FLAG_FAILED, "failed");
        flag(flags, receipt, Receipt.FLAG_CUT_BY_BUDGET, "cut_by_budget");
        out.put("status", record.paid() ? "accepted" : "disputed");
        record.cause().ifPresent(cause -> out.put("dispute", cause));
        out.put("digest", typed.receipt(receipt).toString())
                .put("signature", Hex.encode(record.signed().signature().bytes()))
                .put("signer", record.signed().signer().toString());
        return out;
    }

    private static void flag(ArrayNode flags, Receipt receipt, int flag, String name) {
        if ((receipt.flags() & flag) != 0) flags.add(name);
    }

    Response usage(Request request) {
        var key = doors.enter(request).key();
        long today = clock.millis() / 1_000 / SECONDS_PER_DAY;
        var out = Json.object().put("object", "usage").put("key", key.name()).put("label", key.label());
        budget(out, key, budgets);
        var days = out.putArray("days");
        for (var use : records.use(key.id(), today - DAYS_SHOWN)) {
            days.addObject()
                    .put("date", LocalDate.ofEpochDay(use.day()).toString())
                    .put("model", use.model().name())
                    .put("requests", use.requests())
                    .put("input", use.input())
                    .put("cached_input", use.cached())
                    .put("output", use.output())
                    .put("cost_obol", use.obol());
        }
        return Response.json(200, Json.write(out));
    }

    /// Budgets and what is spent of them, as the books know it: a second behind at most.
    static void budget(ObjectNode out, ApiKey key, Budgets budgets) {
        long total = 0;
        long held = 0;
        for (var balance : budgets.balances(key.id())) {
            if (!balance.isTotal()) continue;
            total = balance.spentObol();
            held = balance.leasedObol();
        }
        out.put("spent_obol", total).put("set_aside_obol", held);
        limit(out, "total_budget_obol", key.totalObol());
        limit(out, "period_budget_obol", key.periodObol());
        if (ApiKey.limited(key.periodObol())) out.put("period_seconds", key.periodSeconds());
        limit(out, "request_budget_obol", key.requestObol());
    }

    private static void limit(ObjectNode out, String name, long obol) {
        if (ApiKey.limited(obol)) out.put(name, obol);
        else out.putNull(name);
    }

    Response openApi(Request request) {
        return Response.json(200, openApi);
    }

    private static byte[] resource() {
        try (var in = Looking.class.getResourceAsStream("/stoa/gateway/openapi.json")) {
            if (in == null) throw new IllegalStateException("openapi.json is not in the jar");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
