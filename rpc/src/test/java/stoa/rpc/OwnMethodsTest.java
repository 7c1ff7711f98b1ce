// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.client.fake.Script;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.chain.CommittedBlock;
import stoa.types.event.Event;
import stoa.types.merkle.Ics23;
import stoa.types.state.One;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// The methods Ethereum has no name for, over one small market: two sessions, one host, one delegation.
class OwnMethodsTest {
    private static final Address HOST = Address.parse("0x0000000000000000000000000000000000000011");
    private static final ModelId TINY = new ModelId("tiny");
    private static final Prices PRICES = new Prices(Price.FLOOR, Price.FLOOR, Price.FLOOR);
    private static Bench bench;

    @BeforeAll
    static void start() {
        bench = new Bench();
        bench.ledger.script((tx, _) -> tx.verb() instanceof Verb.Transfer
                ? Script.does(new Event.Acted(4, Bench.ANN, tx.sender(), Capability.SESSIONS.address()))
                : Script.refuses(Reason.SESSION_UNKNOWN));
        bench.ledger.put(Tables.PARAMS, One.ONE, Params.local());
        bench.ledger.commit(
                new Event.ModelAdded(TINY, PRICES, 4_096, 1, List.of("cpu")),
                new Event.HostRegistered(HOST, Bench.ANN, "http://host", List.of(TINY)),
                new Event.StandingSet(TINY, HOST, 5, 6, 7),
                new Event.Delegated(
                        4,
                        Bench.ANN,
                        Bench.ANN,
                        0,
                        new Terms(Bench.ME, 1, List.of(TINY), obol(1), 60, obol(2), obol(1), 0, 99, 0, "agent")),
                opened(1),
                opened(2),
                new Event.SeatsDrawn(1, Hash.ZERO, List.of(HOST), List.of(16), List.of(obol(1_000))),
                new Event.SessionStepped(1, SessionStep.DRAW, 0));
        bench.ledger.commit(
                new Event.LaneSettled(1, 0, HOST, 2, obol(30), obol(40), obol(30), obol(30), 0, 1, 2, 3),
                new Event.VoucherRefused(1, 0, Reason.VOUCHER_STALE),
                new Event.PaymentReleased(HOST, 1, 0, false, Bench.ANN, obol(1), obol(1), obol(28)),
                new Event.PriceStepped(TINY, PRICES, 123, false, 9),
                new Event.EpochDecided(1, 0, 60, 5),
                new Event.Incident(3, "planted"));
        bench.folded();
        bench.sendTransfer();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void the_network_tells_what_a_client_must_know() {
        var info = bench.result("stoa_info");
        assertEquals("0xeec7", info.get("chainId").asText());
        assertEquals(
                bench.ledger.info().genesisHash().toString(),
                info.at("/domain/salt").asText());
        assertEquals(
                Capability.SESSIONS.address().toString(),
                info.at("/domain/verifyingContract").asText());
        assertEquals(
                Capability.HOSTS.address().toString(),
                info.at("/capabilities/hosts").asText());
        assertEquals(
                Params.local().epochSeconds(),
                Long.decode(bench.result("stoa_params").get("epochSeconds").asText()));
        assertTrue(bench.result("stoa_params").get("sandbox").asBoolean());
        assertTrue(bench.result("stoa_params").get("court").size() > 0, "groups of parameters are objects");
        assertEquals(0, bench.result("stoa_params", "0x0").size());
        assertEquals(Reason.values().length, bench.result("stoa_reasons").size());
        assertEquals(Tables.ALL.size(), bench.result("stoa_tables").size());
        assertTrue(Json.text(bench.result("rpc_methods")).contains("eth_getLogs"));
    }

    @Test
    void state_is_read_with_a_proof_that_an_ics23_verifier_takes() throws Exception {
        var height = bench.result("eth_blockNumber").asText();
        var there = bench.result("stoa_read", "accounts", Bench.ME, height);
        var root = bench.result("eth_getBlockByNumber", height, false)
                .get("stateRoot")
                .asText();
        assertEquals(root, there.get("stateRoot").asText());
        assertEquals(height, there.get("height").asText());
        assertTrue(Ics23.holds(
                Digests.INSTANCE,
                Hash.parse(root),
                Hash.parse(there.get("path").asText()),
                Hex.decode(there.get("value").asText()),
                Ics23.parse(Hex.decode(there.get("proof").asText()))));
        var absent = bench.result("stoa_read", "0x06", "0x" + "ab".repeat(20), height);
        assertTrue(absent.get("value").isNull());
        assertTrue(Ics23.lacks(
                Digests.INSTANCE,
                Hash.parse(root),
                Hash.parse(absent.get("path").asText()),
                Ics23.parse(Hex.decode(absent.get("proof").asText()))));
        assertFalse(
                bench.result("stoa_read", "accounts", Bench.ME, "latest", false).has("proof"));
        assertEquals(
                "NOT_YET",
                bench.error("stoa_read", "accounts", Bench.ME, "0xfffff")
                        .at("/data/kind")
                        .asText());
        assertEquals(
                -32602, bench.error("stoa_read", "nothing", "0x").get("code").asInt());
    }

    @Test
    void rows_are_scanned_in_pages() {
        var all = bench.result("stoa_scan", "accounts");
        assertTrue(all.size() >= 1);
        assertEquals(
                all.get(0),
                bench.result("stoa_scan", "accounts", "0x", "0x", "0x1").get(0));
        assertEquals(
                all.size() - 1,
                bench.result(
                                "stoa_scan",
                                "accounts",
                                "0x",
                                all.get(0).get("key").asText())
                        .size());
        assertEquals(
                -32602,
                bench.error("stoa_scan", "accounts", "0x", "0x", "0x3e9")
                        .get("code")
                        .asInt());
    }

    @Test
    void blocks_travel_whole_and_one_to_come_is_waited_for() throws Exception {
        var blocks = bench.result("stoa_blocks", "0x0", "0x3");
        assertEquals(3, blocks.size());
        var second = CommittedBlock.decode(Hex.decode(blocks.get(1).asText()));
        assertEquals(bench.ledger.block(1).orElseThrow(), second);
        long next = bench.ledger.head().height() + 1;
        assertEquals(
                0, bench.result("stoa_blocks", "0x" + Long.toHexString(next), 1).size());
        var waited = new ArrayList<JsonNode>();
        var waiting = Thread.startVirtualThread(
                () -> waited.add(bench.result("stoa_blocks", "0x" + Long.toHexString(next), 1, 15_000)));
        while (bench.server.requestsInFlight() == 0) Thread.yield();
        bench.ledger.commit();
        waiting.join();
        assertEquals(1, waited.getFirst().size());
    }

    @Test
    void transactions_are_handed_in_and_tried_with_reasons_as_data() {
        var refused = bench.result("stoa_submit", "0x01");
        assertEquals(Reason.MALFORMED.code(), refused.at("/refused/reason").asInt());
        var taken = bench.result("stoa_submit", bench.transfer(bench.ledger.nextNonce(Bench.ME)));
        assertEquals(66, taken.get("hash").asText().length());
        bench.folded();
        assertEquals(
                bench.ledger.nextNonce(Bench.ME),
                Long.decode(bench.result("stoa_nonce", Bench.ME).asText()));
        assertTrue(bench.result("stoa_waiting", Hash.ZERO.toString()).isNull());
        var tried = bench.result("stoa_simulate", Bench.object("to", Bench.ANN.toString(), "value", "0x1"), "latest");
        assertEquals("0x5208", tried.get("gas").asText());
        assertTrue(tried.get("events").asText().length() > 2);
    }

    @Test
    void sessions_are_listed_by_whom_and_how_they_stand() {
        var session = bench.result("stoa_session", "0x1");
        assertEquals("OPEN", session.get("phase").asText());
        assertEquals("0x1e", session.get("settled").asText());
        assertEquals(HOST.toString(), session.at("/laneList/0/host").asText());
        assertEquals("0x2", session.at("/laneList/0/answers").asText());
        assertTrue(bench.result("stoa_session", "0x63").isNull());
        assertEquals(2, bench.result("stoa_sessions").size());
        assertEquals(
                2,
                bench.result("stoa_sessions", Bench.object("payer", Bench.ANN.toString(), "model", "tiny"))
                        .size());
        assertEquals(
                1,
                bench.result("stoa_sessions", Bench.object("host", HOST.toString()))
                        .size());
        assertEquals(
                1,
                bench.result("stoa_sessions", Bench.object("phase", "drawing")).size());
        assertEquals(
                "0x1",
                bench.result("stoa_sessions", Bench.object("before", "0x2"))
                        .at("/0/session")
                        .asText());
        assertEquals(
                1, bench.result("stoa_sessions", Bench.object("most", "0x1")).size());
        for (var wrong : List.of(
                Bench.object("phase", "asleep"),
                Bench.object("most", "0x0"),
                Bench.object("most", "0x3e9"),
                Bench.object("model", "NO SUCH")))
            assertEquals(-32602, bench.error("stoa_sessions", wrong).get("code").asInt());
    }

    @Test
    void money_is_followed_to_hosts_and_owners() {
        var settlements = bench.result("stoa_settlements", Bench.object("session", "0x1"));
        assertEquals(2, settlements.size());
        assertEquals(522, settlements.at("/0/refused/reason").asInt());
        assertEquals("0x1e", settlements.at("/1/paid").asText());
        var last = settlements.get(0);
        var behind = Bench.object(
                "session",
                "0x1",
                "beforeHeight",
                last.get("height").asText(),
                "beforeNumber",
                last.get("number").asText());
        assertEquals(
                settlements.get(1), bench.result("stoa_settlements", behind).get(0));
        assertEquals(
                1,
                bench.result("stoa_settlements", Bench.object("host", HOST.toString()))
                        .size());
        for (var by : List.of(
                Bench.object("session", "0x1"),
                Bench.object("host", HOST.toString()),
                Bench.object("owner", Bench.ANN.toString())))
            assertEquals("0x1c", bench.result("stoa_payments", by).at("/0/paid").asText());
        assertEquals(-32602, bench.error("stoa_payments").get("code").asInt());
        assertEquals(
                -32602,
                bench.error("stoa_settlements", Bench.object("host", HOST.toString(), "session", "0x1"))
                        .get("code")
                        .asInt());
    }

    @Test
    void hosts_models_and_prices_are_listed() {
        var host = bench.result("stoa_host", HOST);
        assertEquals("http://host", host.get("endpoint").asText());
        assertEquals("0x5", host.at("/standing/0/provenRate").asText());
        assertTrue(bench.result("stoa_host", Bench.ME).isNull());
        assertEquals(List.of(host), List.of(bench.result("stoa_hosts").get(0)));
        assertEquals(
                1,
                bench.result("stoa_hosts", Bench.object("owner", Bench.ANN.toString()))
                        .size());
        assertEquals(
                0,
                bench.result("stoa_hosts", Bench.object("after", HOST.toString()))
                        .size());
        assertEquals("tiny", bench.result("stoa_models").at("/0/model").asText());
        assertEquals(
                "0x10000", bench.result("stoa_models").at("/0/prices/output").asText());
        assertEquals(1, bench.result("stoa_standing", "tiny").size());
        assertEquals(
                "0x7b",
                bench.result("stoa_prices", "tiny").at("/0/utilisationPpm").asText());
    }

    @Test
    void delegations_and_what_was_done_under_them_are_listed() {
        var delegation = bench.result("stoa_delegation", "0x4");
        assertEquals("agent", delegation.at("/terms/label").asText());
        assertTrue(delegation.get("revokedHeight").isNull());
        for (var by : List.of(
                Bench.object("owner", Bench.ANN.toString()),
                Bench.object("delegate", Bench.ME.toString()),
                Bench.object("parent", "0x0")))
            assertEquals(delegation, bench.result("stoa_delegations", by).get(0));
        assertTrue(bench.result("stoa_delegation", "0x9").isNull());
        assertTrue(bench.result("stoa_acts", "0x4").size() >= 1);
        assertEquals(
                Bench.ME.toString(),
                bench.result("stoa_acts", "0x4").at("/0/delegate").asText());
    }

    @Test
    void an_accounts_transactions_epochs_and_incidents_are_listed() {
        var txs = bench.result("stoa_transactions", Bench.ANN);
        assertTrue(txs.size() >= 1);
        assertEquals("0xa", txs.at("/0/valueWei").asText());
        assertEquals("0x1", bench.result("stoa_epochs").at("/0/epoch").asText());
        assertEquals("planted", bench.result("stoa_incidents").at("/0/what").asText());
    }

    private static Event opened(long id) {
        return new Event.SessionOpened(
                id, Bench.ANN, TINY, obol(1_000), PRICES, PRICES, 4_000, Bench.ME, Bench.ANN, 0, 0);
    }

    private static Amount obol(long obol) {
        return new Amount(obol);
    }
}
