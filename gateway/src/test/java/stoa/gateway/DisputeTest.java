// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stoa.gateway.fake.Town;
import stoa.gateway.fake.Trick;
import stoa.kit.crypto.Digests;
import stoa.types.market.ReceiptsRoot;

/// Receipts that do not say what happened are not paid, and do not spoil those after them. Rule [MKT-5].
class DisputeTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(names = {"WRONG_RESPONSE_HASH", "WRONG_REQUEST_HASH", "OVERCHARGE", "INFLATE"})
    void a_false_receipt_is_vouched_as_void_and_later_ones_are_paid(Trick trick) throws Exception {
        try (var town = new Town(data, 1).start()) {
            var host = town.host(0);
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            host.next(trick);
            var bent = town.chat(Town.CHAT);
            assertEquals(200, bent.statusCode());
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            long session =
                    Long.parseLong(bent.headers().firstValue("x-stoa-session").orElseThrow());
            Town.eventually(
                    "three are vouched",
                    () -> host.newest(session) != null
                            && host.newest(session).voucher().count() == 3);
            var voucher = host.newest(session).voucher();
            assertEquals(32, voucher.earned().obol());
            var receipts = host.receipts(session);
            var root = ReceiptsRoot.EMPTY
                    .with(Digests.INSTANCE, host.digest(receipts.get(0)))
                    .withVoid(Digests.INSTANCE, host.digest(receipts.get(1)))
                    .with(Digests.INSTANCE, host.digest(receipts.get(2)));
            assertEquals(root.root(Digests.INSTANCE), voucher.receiptsRoot());
            var record = Town.json(town.get("/v1/receipts/"
                    + bent.headers().firstValue("x-stoa-receipt").orElseThrow()));
            assertEquals("disputed", record.path("status").asText());
            assertEquals(0, record.path("charged_obol").asLong());
            assertTrue(record.path("dispute").asText().length() > 2, record.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_SIGNER", "SAME_INDEX"})
    void a_lane_whose_receipts_cannot_be_used_is_left(Trick trick) throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.askUntilTurnOf(town.host(0), Town.CHAT);
            town.host(0).always(trick);
            town.askUntilTurnOf(town.host(0), Town.CHAT);
            int asked = town.host(0).asked();
            for (int i = 0; i < 20; i++) assertEquals(200, town.ask(Town.CHAT).statusCode());
            assertEquals(asked, town.host(0).asked());
        }
    }

    @Test
    void an_answer_without_a_receipt_is_free() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.NO_RECEIPT);
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode());
            long session =
                    Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
            Town.eventually(
                    "the receipt kept back is void",
                    () -> town.host(0).newest(session) != null
                            && town.host(0).newest(session).voucher().count() == 1);
            assertEquals(0, town.host(0).newest(session).voucher().earned().obol());
            assertEquals(0, town.spent("story")[0]);
        }
    }

    @Test
    void a_receipt_of_an_answer_that_got_lost_is_fetched_and_void() throws Exception {
        try (var town = new Town(data, 2).start()) {
            var host = town.host(0);
            town.askUntilTurnOf(host, Town.CHAT);
            long session = session(town);
            Town.eventually(
                    "all is vouched",
                    () -> vouched(town, 0, session) == host.receipts(session).size());
            host.always(Trick.LOSE_ANSWER);
            town.askUntilTurnOf(host, Town.CHAT);
            host.always(Trick.HONEST);
            town.askUntilTurnOf(host, Town.CHAT);
            Town.eventually(
                    "the gap is filled and what came after it is paid",
                    () -> vouched(town, 0, session)
                            == town.host(0).receipts(session).size());
            long honest = town.host(0).receipts(session).size() - 1;
            assertEquals(
                    16 * honest, town.host(0).newest(session).voucher().earned().obol());
        }
    }

    @Test
    void a_host_that_leaves_out_an_index_is_served_no_voucher_beyond_it() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.chat(Town.CHAT);
            long session =
                    Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
            Town.eventually("the first is vouched", () -> vouched(town, 0, session) == 1);
            town.host(0).next(Trick.SKIP_INDEX);
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            assertEquals(1, vouched(town, 0, session));
            assertNull(town.host(0).newest(session + 1_000));
        }
    }

    private static long session(Town town) throws Exception {
        var answer = town.ask(Town.CHAT);
        return Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
    }

    private static long vouched(Town town, int host, long session) {
        var newest = town.host(host).newest(session);
        return newest == null ? 0 : newest.voucher().count();
    }
}
