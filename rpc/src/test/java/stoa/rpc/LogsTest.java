// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.client.fake.Script;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.event.EventTable;

/// Logs by range, and filters for those who poll. Limits here are five logs and fifty blocks.
class LogsTest {
    private static final EventTable TABLE = new EventTable(Digests.INSTANCE);
    private static final String CHARGED = topic(new Event.Charged(Address.ZERO, 0, Amount.ZERO), 0);
    private static final String SEED = topic(seed(Bench.ANN), 0);

    private Bench bench;

    @BeforeEach
    void start() {
        var config = RpcConfig.on(0);
        bench = new Bench(new RpcConfig(
                config.host(),
                0,
                config.maxBodyBytes(),
                config.maxConnections(),
                config.maxBatch(),
                config.maxAnswerBytes(),
                5,
                50,
                3,
                config.maxSubscriptions(),
                config.socketQueueBytes(),
                config.corsOrigins()));
        bench.ledger.script((_, _) -> Script.does());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void logs_are_found_by_address_topic_and_block() {
        var first = bench.sendTransfer();
        block(seed(Bench.ANN));
        block(seed(Bench.ME));
        assertEquals(3, logs(range("earliest", "latest")).size());
        assertEquals(
                1,
                logs(range("earliest", "latest")
                                .put("address", Capability.ACCOUNTS.address().toString()))
                        .size());
        var both = range("earliest", "latest");
        both.putArray("address")
                .add(Capability.ACCOUNTS.address().toString())
                .add(Capability.EPOCHS.address().toString());
        assertEquals(3, logs(both).size());
        assertEquals(2, logs(topics("[\"" + SEED + "\"]")).size());
        assertEquals(3, logs(topics("[[\"" + SEED + "\",\"" + CHARGED + "\"]]")).size());
        assertEquals(3, logs(topics("[null]")).size());
        assertEquals(3, logs(topics("[]")).size());
        assertEquals(
                1,
                logs(topics("[null,null,\"" + topic(seed(Bench.ANN), 2) + "\"]"))
                        .size());
        assertEquals(0, logs(topics("[\"" + Hash.ZERO + "\"]")).size());
        var log = logs(topics("[\"" + CHARGED + "\"]")).get(0);
        assertEquals(first, log.get("transactionHash").asText());
        assertEquals(log, bench.result("eth_getTransactionReceipt", first).at("/logs/0"));
        var byHash = logs(Bench.object("blockHash", log.get("blockHash").asText()));
        assertEquals(List.of(log), byHash);
        assertEquals(1, logs(Bench.object()).size(), "the newest block unless said");
        assertEquals(0, logs(range("0xfffff0", "0xffffff")).size());
    }

    @Test
    void questions_out_of_bounds_are_refused_with_what_to_do() {
        for (int i = 0; i < 7; i++) block(seed(Bench.ANN));
        var many = bench.error("eth_getLogs", range("earliest", "latest"));
        assertEquals(-32005, many.get("code").asInt());
        assertTrue(many.get("message").asText().contains("more than 5 results"));
        for (int i = 0; i < 50; i++) block();
        var wide = bench.error("eth_getLogs", range("earliest", "latest"));
        assertEquals(-32005, wide.get("code").asInt());
        assertTrue(wide.get("message").asText().contains("max block range 50"));
        assertEquals(
                -32602,
                bench.error("eth_getLogs", range("0x9", "0x3")).get("code").asInt());
        assertEquals(
                -32602,
                bench.error("eth_getLogs", range("earliest", "latest").put("blockHash", Hash.ZERO.toString()))
                        .get("code")
                        .asInt());
        assertEquals(
                -32001,
                bench.error("eth_getLogs", Bench.object("blockHash", Hash.ZERO.toString()))
                        .get("code")
                        .asInt());
        assertEquals(-32602, bench.error("eth_getLogs", "x").get("code").asInt());
        assertEquals(
                -32602,
                bench.error("eth_getLogs", topics("[null,null,null,null,null]"))
                        .get("code")
                        .asInt());
        assertEquals(
                -32602,
                bench.error("eth_getLogs", topics("[\"0x12\"]")).get("code").asInt());
        var addresses = range("earliest", "latest");
        var list = addresses.putArray("address");
        for (int i = 0; i < 101; i++) list.add(Bench.ANN.toString());
        assertEquals(-32602, bench.error("eth_getLogs", addresses).get("code").asInt());
    }

    @Test
    void a_filter_gives_each_change_once() {
        block(seed(Bench.ANN));
        var id = bench.result("eth_newFilter", topicsOnly("[\"" + SEED + "\"]")).asText();
        assertEquals(0, bench.result("eth_getFilterChanges", id).size(), "what was before is no change");
        block(seed(Bench.ME));
        bench.sendTransfer();
        assertEquals(1, bench.result("eth_getFilterChanges", id).size());
        assertEquals(0, bench.result("eth_getFilterChanges", id).size());
        assertEquals(2, bench.result("eth_getFilterLogs", id).size(), "all of them, when asked so");
        assertTrue(bench.result("eth_uninstallFilter", id).asBoolean());
        assertFalse(bench.result("eth_uninstallFilter", id).asBoolean());
        assertEquals(
                "filter not found",
                bench.error("eth_getFilterChanges", id).get("message").asText());
    }

    @Test
    void a_filter_with_too_many_changes_gives_them_block_by_block() {
        var id = bench.result("eth_newFilter", Bench.object()).asText();
        for (int i = 0; i < 4; i++) block(seed(Bench.ANN), seed(Bench.ME));
        assertEquals(4, bench.result("eth_getFilterChanges", id).size());
        assertEquals(4, bench.result("eth_getFilterChanges", id).size());
        assertEquals(0, bench.result("eth_getFilterChanges", id).size());
        block(seed(Bench.ANN), seed(Bench.ANN), seed(Bench.ANN), seed(Bench.ANN), seed(Bench.ANN), seed(Bench.ANN));
        assertEquals(-32005, bench.error("eth_getFilterChanges", id).get("code").asInt());
    }

    @Test
    void a_filter_ends_with_its_last_block() {
        long next = bench.ledger.head().height() + 1;
        var id = bench.result("eth_newFilter", Bench.object("toBlock", "0x" + Long.toHexString(next)))
                .asText();
        block(seed(Bench.ANN));
        block(seed(Bench.ANN));
        assertEquals(1, bench.result("eth_getFilterChanges", id).size());
        assertEquals(0, bench.result("eth_getFilterChanges", id).size());
    }

    @Test
    void a_block_filter_gives_hashes() {
        var id = bench.result("eth_newBlockFilter").asText();
        block();
        block();
        var hashes = bench.result("eth_getFilterChanges", id);
        assertEquals(2, hashes.size());
        assertEquals(bench.result("eth_getBlockByNumber", "latest", false).get("hash"), hashes.get(1));
        assertEquals(0, bench.result("eth_getFilterChanges", id).size());
        assertEquals(-32602, bench.error("eth_getFilterLogs", id).get("code").asInt());
        assertEquals(
                -32004,
                bench.error("eth_newPendingTransactionFilter").get("code").asInt());
    }

    @Test
    void filters_are_bounded_and_their_ids_cannot_be_guessed() {
        var first = bench.result("eth_newBlockFilter").asText();
        bench.result("eth_newBlockFilter");
        assertEquals(34, bench.result("eth_newBlockFilter").asText().length());
        assertEquals(-32005, bench.error("eth_newBlockFilter").get("code").asInt());
        bench.result("eth_uninstallFilter", first);
        bench.result("eth_newBlockFilter");
    }

    // ── words ──

    private void block(Event... events) {
        bench.ledger.commit(events);
        bench.folded();
    }

    private List<JsonNode> logs(ObjectNode filter) {
        return StreamSupport.stream(bench.result("eth_getLogs", filter).spliterator(), false)
                .toList();
    }

    private static ObjectNode range(String from, String to) {
        return Bench.object("fromBlock", from, "toBlock", to);
    }

    private static ObjectNode topics(String list) {
        return range("earliest", "latest").set("topics", Json.parse(list));
    }

    private static ObjectNode topicsOnly(String list) {
        return Bench.object().set("topics", Json.parse(list));
    }

    private static Event seed(Address proposer) {
        return new Event.SeedSigned(1, Hash.ZERO, proposer);
    }

    private static String topic(Event event, int place) {
        return TABLE.encode(event).topics().get(place).toString();
    }
}
