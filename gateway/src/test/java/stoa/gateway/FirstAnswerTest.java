// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.fake.FakeHost;
import stoa.gateway.fake.Town;

/// The main road: a key, a question, an answer, its receipt, the voucher.
class FirstAnswerTest {
    @TempDir
    Path data;

    @Test
    void an_answer_is_paid_by_a_voucher_over_its_receipt() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(
                    "word word word ",
                    Town.json(answer)
                            .path("choices")
                            .path(0)
                            .path("message")
                            .path("content")
                            .asText());
            long session =
                    Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
            assertEquals(
                    town.host(0).address().toString(),
                    answer.headers().firstValue("x-stoa-host").orElseThrow());
            Town.eventually("the voucher comes alone", () -> {
                var newest = town.host(0).newest(session);
                return newest != null && newest.voucher().count() == 1;
            });
            var voucher = town.host(0).newest(session).voucher();
            assertEquals(FakeHost.INPUT + 2 * 3, voucher.earned().obol());
            var receipt = town.get("/v1/receipts/"
                    + answer.headers().firstValue("x-stoa-receipt").orElseThrow());
            assertEquals(200, receipt.statusCode(), receipt.body());
            assertEquals(16, Town.json(receipt).path("cost_obol").asLong());
            assertEquals("accepted", Town.json(receipt).path("status").asText());
        }
    }

    @Test
    void a_stream_passes_byte_for_byte_and_tells_where_it_came_from() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.chat(Town.STREAM);
            assertEquals(200, answer.statusCode(), answer.body());
            var word =
                    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n";
            var end =
                    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
            var receipt = answer.headers().firstValue("x-stoa-receipt").orElseThrow();
            var session = answer.headers().firstValue("x-stoa-session").orElseThrow();
            var comment = ": stoa receipt=" + receipt + " session=" + session + " host="
                    + town.host(0).address() + "\n\n";
            assertEquals(word + word + word + end + comment + "data: [DONE]\n\n", answer.body());
            assertNotNull(town.host(0).newest(Long.parseLong(session)));
            Town.eventually("the receipt can be asked for", () -> {
                try {
                    return Town.json(town.get("/v1/receipts/" + receipt))
                                    .path("cost_obol")
                                    .asLong()
                            == 16;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(
                    town.metrics().contains("stoa_gateway_tokens_total{model=\"tiny\",kind=\"output\"} 3"),
                    town.metrics());
        }
    }
}
