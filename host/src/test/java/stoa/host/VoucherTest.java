// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.market.Promises;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Voucher;
import stoa.types.market.Wire;

/// Vouchers that come alone, late, twice or with receipts struck out; what the payer may read back; releases.
class VoucherTest {
    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.start();
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    private int post(byte[] voucher) throws Exception {
        return payer.post(Wire.VOUCHER, voucher).status();
    }

    /// [SRV-4] [SRV-20]
    @Test
    void the_newest_voucher_counts_and_older_ones_do_no_harm() throws Exception {
        var early = payer.signed(payer.voucher(8_000));
        payer.chat();
        var later = payer.signed(payer.voucher(9_000));
        assertEquals(204, post(later));
        assertEquals(204, post(later), "the same again");
        var stale = payer.post(Wire.VOUCHER, early);
        assertEquals(409, stale.status());
        assertEquals("voucher_stale", Json.parse(stale.body()).path("code").textValue());
        assertEquals(409, post(payer.signed(payer.voucher(8_999))), "as many receipts under a lower ceiling");
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, early));
        assertEquals(200, reply.status(), "beside a request it is only late");
        assertEquals(204, post(payer.signed(payer.voucher(9_001))));
    }

    /// [SRV-2]
    @Test
    void a_voucher_alone_is_checked_like_any_other() throws Exception {
        assertEquals(409, post(payer.signed(payer.voucher(8_000), Stand.key("stranger"))));
        assertEquals(400, post(new byte[129]));
        assertEquals(
                404,
                post(new Payer(stand, 9, Stand.key("session 9"))
                        .signed(new Payer(stand, 9, Stand.key("session 9")).voucher(0))));
        assertEquals(409, post(payer.signed(payer.voucher(Stand.ALLOWANCE + 1))));
    }

    // ── void receipts ── [SRV-6]

    @Test
    void a_receipt_the_payer_strikes_out_is_found_by_its_cost_and_the_lane_goes_on() throws Exception {
        var voucher = payer.signed(payer.voucher(50_000));
        var receipts = List.of(ask(3, voucher), ask(5, voucher), ask(2, voucher), ask(5, voucher));
        for (int i = 0; i < 4; i++)
            if (i == 1) payer.dispute(receipts.get(i));
            else payer.count(receipts.get(i));
        assertEquals(204, post(payer.signed(payer.voucher(10_000))), "one of two that cost as much");
        payer.chat(); // its voucher's root has the void leaf in it, and so do all later ones
        var wrong = payer.voucher(10_000);
        var reply = payer.post(
                Wire.VOUCHER,
                payer.signed(new Voucher(1, Payer.LANE, wrong.count(), wrong.earned(), wrong.ceiling(), Hash.ZERO)));
        assertEquals(409, reply.status(), "the root is still known here");
        assertEquals(204, post(payer.signed(wrong)));
    }

    @Test
    void a_lane_whose_void_receipts_nobody_can_name_is_paid_and_takes_nothing_new() throws Exception {
        var voucher = payer.signed(payer.voucher(50_000));
        for (int i = 0; i < 4; i++) {
            var receipt = ask(2, voucher);
            if (i == 3) payer.count(receipt);
            else payer.dispute(receipt);
        }
        assertEquals(204, post(payer.signed(payer.voucher(10_000))), "three of four alike: too many ways");
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 10_000));
        assertEquals(409, reply.status());
        assertEquals("lane_barred", Json.parse(reply.body()).path("code").textValue());
    }

    /// [SRV-10]
    @Test
    void a_payer_that_strikes_out_too_much_is_served_no_more_on_any_lane() throws Exception {
        stand.close();
        stand = new Stand(folder.resolve("rich"));
        payer = stand.session(1, 1_000_000_000, "payer");
        stand.start();
        stand.engine.play = ScriptedEngine.units(200_000, 1_000);
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 100_000_000));
        payer.dispute(payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow()));
        assertEquals(204, post(payer.signed(payer.voucher(100_000_000))), "1.2 million obol struck out");
        var elsewhere = stand.session(2);
        var refusal = elsewhere.send(elsewhere.ask(Wire.CHAT, Payer.CHAT, 10_000));
        assertEquals(409, refusal.status());
        assertEquals("payer_disputes", Json.parse(refusal.body()).path("code").textValue());
        stand.kill();
        assertEquals(
                409,
                elsewhere.send(elsewhere.ask(Wire.CHAT, Payer.CHAT, 10_000)).status(),
                "not forgotten with the process");
        var other = stand.session(3, Stand.ALLOWANCE, "somebody else");
        stand.engine.play = ScriptedEngine.words("hi");
        other.chat();
    }

    private SignedReceipt ask(int words, byte[] voucher) throws Exception {
        stand.engine.play = ScriptedEngine.units(words, 1);
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher));
        assertEquals(200, reply.status(), () -> Payer.text(reply));
        return payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow());
    }

    // ── reading back ── [SRV-21]

    @Test
    void the_session_key_reads_a_lane_s_receipts_and_the_newest_voucher() throws Exception {
        for (int i = 0; i < 5; i++) payer.chat();
        var reply = payer.receipts(2, payer.key);
        assertEquals(200, reply.status());
        var receipts = payer.promises().receipts(reply.body());
        assertEquals(3, receipts.size());
        for (int i = 0; i < 3; i++)
            assertEquals(2 + i, receipts.get(i).receipt().index());
        var held = payer.promises()
                .voucher(Wire.bytes(reply.headers().first(Wire.VOUCHER_HEADER).orElseThrow()));
        assertEquals(4, held.voucher().count());
        assertEquals(
                0,
                payer.promises().receipts(payer.receipts(5, payer.key).body()).size());
    }

    @Test
    void receipts_are_read_by_nobody_else() throws Exception {
        payer.chat();
        assertEquals(401, payer.receipts(0, Stand.key("stranger")).status());
        var bare = stoa.kit.http.HttpCall.get(
                java.net.URI.create(stand.agent().uri() + Wire.RECEIPTS + "1/" + Payer.LANE), Stand.PATIENCE);
        assertEquals(401, payer.send(bare).status());
        assertEquals(401, payer.send(bare.with(Wire.AUTH_HEADER, "AAAA")).status());
        stand.clock.forward(java.time.Duration.ofMinutes(-10));
        var old = payer.receipts(0, payer.key);
        assertEquals(200, old.status());
        stand.clock.forward(java.time.Duration.ofMinutes(20));
        assertEquals(200, payer.receipts(0, payer.key).status());
        for (var path : new String[] {"1/256?from=0", "1/x?from=0", "1/3?from=-1", "1/3?from=1e3", "x/3"}) {
            int status = payer.send(stoa.kit.http.HttpCall.get(
                            java.net.URI.create(stand.agent().uri() + Wire.RECEIPTS + path), Stand.PATIENCE))
                    .status();
            assertTrue(status == 400 || status == 404, path + " → " + status);
        }
    }

    @Test
    void receipts_no_longer_at_hand_are_read_from_the_log() throws Exception {
        for (int i = 0; i < 1_300; i++) payer.chat();
        var all = payer.promises().receipts(payer.receipts(0, payer.key).body());
        assertEquals(1_300, all.size());
        for (int i = 0; i < all.size(); i++)
            assertEquals(i, all.get(i).receipt().index());
        assertEquals(
                700,
                payer.promises().receipts(payer.receipts(600, payer.key).body()).size());
    }

    // ── releases ── [SRV-22]

    @Test
    void what_no_voucher_speaks_for_can_be_released_and_counts_as_gone() throws Exception {
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(10_000)));
        long spoken = payer.earned() + 10_000;
        assertEquals(409, payer.release(Stand.ALLOWANCE - spoken + 1, payer.key).status());
        assertEquals(401, payer.release(5, Stand.key("stranger")).status());
        assertEquals(400, payer.release(0, payer.key).status());
        var reply = payer.release(Stand.ALLOWANCE - spoken, payer.key);
        assertEquals(200, reply.status());
        var release = payer.promises().release(reply.body());
        assertEquals(stand.hostKey.address(), release.signer());
        assertEquals(Stand.ALLOWANCE - spoken, release.release().total().obol());
        assertEquals(409, post(payer.signed(payer.voucher(10_001))), "the allowance is no longer there");
        stand.kill();
        assertEquals(409, post(payer.signed(payer.voucher(10_001))), "nor after a restart");
        long moved = Stand.ALLOWANCE - spoken;
        stand.lane(
                1,
                lane -> lane.withAllowance(new Amount(spoken), new Amount(moved)),
                new Event.AllowanceMoved(1, Payer.LANE, 0, new Amount(moved), true));
        stand.lane(
                1,
                lane -> lane.withAllowance(new Amount(spoken + 500), new Amount(moved)),
                new Event.ToppedUp(1, Payer.LANE, stand.ownerKey.address(), new Amount(500), 0, 0));
        assertEquals(204, post(payer.signed(payer.voucher(10_500))), "a release that was used takes nothing more");
    }

    @Test
    void of_two_releases_only_one_can_be_used_so_the_greater_counts() throws Exception {
        payer.chat();
        var small = payer.promises().release(payer.release(100, payer.key).body());
        var great = payer.promises().release(payer.release(300, payer.key).body());
        assertEquals(100, small.release().total().obol());
        assertEquals(300, great.release().total().obol(), "as if the other had not been signed");
        long all = Stand.ALLOWANCE - payer.earned();
        assertEquals(409, post(payer.signed(payer.voucher(all - 299))));
        assertEquals(204, post(payer.signed(payer.voucher(all - 300))));
    }

    @Test
    void promises_are_bound_to_their_network() throws Exception {
        var elsewhere = new Promises(
                new stoa.types.market.Typed(stoa.kit.crypto.Digests.INSTANCE, 1, Hash.ZERO),
                stoa.client.Network.RECOVERY);
        var voucher = payer.voucher(10_000);
        var digest = elsewhere.typed().voucher(voucher);
        var signed = new stoa.types.market.SignedVoucher(
                voucher, stoa.kit.crypto.Secp256k1.sign(digest, payer.key), payer.key.address());
        assertEquals(409, post(Promises.bytes(signed)));
    }
}
