// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.gateway.rules.ReceiptCheck.Cause;
import stoa.gateway.rules.ReceiptCheck.Judgement;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.SignedReceipt;

/// Which receipts are paid. Rule [MKT-5].
class ReceiptCheckTest {
    private static final Prices PRICES = new Prices(
            Price.ofObolPerMillion(1_000_000), Price.ofObolPerMillion(500_000), Price.ofObolPerMillion(2_000_000));
    private static final Address HOST = new Address(1, 2, 3);
    private static final Hash REQUEST = new Hash(1, 1, 1, 1);
    private static final Hash RESPONSE = new Hash(2, 2, 2, 2);
    private static final Signature SIGNATURE = new Signature(REQUEST, RESPONSE, 0);

    // What the host says, to be bent by each test.
    private Address signer = HOST;
    private long session = 5;
    private Hash requestHash = REQUEST;
    private Hash responseHash = RESPONSE;
    private Usage usage = new Usage(100, 20, 50);
    private long cost = 100 + 10 + 100;
    private long started = 1_000_000;
    private long firstToken = 1_000_100;
    private long finished = 1_001_000;
    private int flags;

    // What the gateway saw.
    private Ask ask = new Ask(Face.CHAT, REQUEST, 400, Ask.UNLIMITED, 1, false, Affinity.NONE);
    private Optional<Hash> seenResponse = Optional.of(RESPONSE);
    private long contentBytes = 200;
    private Optional<Usage> reported = Optional.of(new Usage(120, 0, 50));
    private long reserved = 10_000;
    private long cancelUnits = Seen.NOT_CANCELLED;
    private boolean complete = true;

    @Test
    void a_receipt_that_says_what_was_seen_is_paid() {
        assertEquals(new Judgement.Accepted(), judge());
    }

    @Test
    void what_the_host_did_not_sign_is_no_receipt() {
        signer = new Address(9, 9, 9);
        assertEquals(new Judgement.Unusable(Cause.SIGNER), judge());
        signer = HOST;
        session = 6;
        assertEquals(new Judgement.Unusable(Cause.PLACE), judge());
    }

    @Test
    void hashes_must_be_those_of_request_and_answer() {
        requestHash = RESPONSE;
        assertEquals(new Judgement.Disputed(Cause.REQUEST), judge());
        requestHash = REQUEST;
        responseHash = REQUEST;
        assertEquals(new Judgement.Disputed(Cause.RESPONSE), judge());
    }

    @Test
    void not_an_obol_more_than_the_units_cost() {
        cost++;
        assertEquals(new Judgement.Disputed(Cause.COST), judge());
        cost -= 2;
        assertEquals(new Judgement.Disputed(Cause.COST), judge());
    }

    @Test
    void the_request_cannot_hold_more_input_than_it_has_bytes() {
        usage = new Usage(400 + 256, 0, 50);
        reported = Optional.empty();
        cost = 656 + 100;
        assertEquals(new Judgement.Accepted(), judge());
        usage = new Usage(656, 1, 50);
        cost = 657 + 100;
        assertEquals(new Judgement.Disputed(Cause.INPUT), judge());
    }

    @Test
    void nobody_delivers_more_units_than_bytes() {
        reported = Optional.empty();
        contentBytes = 0;
        usage = new Usage(100, 20, 64);
        cost = 110 + 128;
        assertEquals(new Judgement.Accepted(), judge());
        usage = new Usage(100, 20, 65);
        cost = 110 + 130;
        assertEquals(new Judgement.Disputed(Cause.OUTPUT), judge());
    }

    @Test
    void max_tokens_binds_each_choice() {
        ask = new Ask(Face.CHAT, REQUEST, 400, 20, 2, false, Affinity.NONE);
        reported = Optional.empty();
        usage = new Usage(100, 20, 40);
        cost = 110 + 80;
        assertEquals(new Judgement.Accepted(), judge());
        usage = new Usage(100, 20, 41);
        cost = 110 + 82;
        assertEquals(new Judgement.Disputed(Cause.OUTPUT), judge());
    }

    @Test
    void the_bill_and_the_answers_own_usage_agree() {
        reported = Optional.of(new Usage(120, 0, 49));
        assertEquals(new Judgement.Disputed(Cause.USAGE), judge());
        reported = Optional.of(new Usage(100, 20, 50));
        assertEquals(new Judgement.Accepted(), judge());
        reported = Optional.of(new Usage(90, 30, 50));
        assertEquals(new Judgement.Disputed(Cause.USAGE), judge());
    }

    @Test
    void nothing_beyond_what_was_set_aside() {
        reserved = 209;
        assertEquals(new Judgement.Disputed(Cause.RESERVE), judge());
    }

    @Test
    void times_must_be_possible() {
        firstToken = started - 1;
        assertEquals(new Judgement.Disputed(Cause.TIMES), judge());
        firstToken = finished + 1;
        assertEquals(new Judgement.Disputed(Cause.TIMES), judge());
        firstToken = started;
        finished = started + 10_000;
        assertEquals(new Judgement.Disputed(Cause.TIMES), judge());
        started += ReceiptCheck.SKEW_MILLIS + 5_000;
        finished = started;
        firstToken = started;
        assertEquals(new Judgement.Disputed(Cause.TIMES), judge());
    }

    @Test
    void what_did_not_arrive_is_not_paid() {
        complete = false;
        seenResponse = Optional.empty();
        assertEquals(new Judgement.Disputed(Cause.UNDELIVERED), judge());
        usage = Usage.NONE;
        cost = 0;
        assertEquals(new Judgement.Accepted(), judge());
    }

    @Test
    void a_failed_answer_is_free_or_disputed() {
        flags = Receipt.FLAG_FAILED;
        assertEquals(new Judgement.Disputed(Cause.UNDELIVERED), judge());
        usage = Usage.NONE;
        cost = 0;
        assertEquals(new Judgement.Accepted(), judge());
    }

    @Test
    void a_cut_answer_is_paid_up_to_the_units_of_our_cancel() {
        complete = false;
        seenResponse = Optional.empty();
        reported = Optional.empty();
        cancelUnits = 50;
        flags = Receipt.FLAG_ABORTED;
        assertEquals(new Judgement.Accepted(), judge());
        cancelUnits = 49;
        assertEquals(new Judgement.Disputed(Cause.OUTPUT), judge());
    }

    @Test
    void either_price_around_the_end_of_a_lock_is_honest_and_none_above_the_maxima() {
        var dear = new Prices(Price.ofObolPerMillion(9), Price.ofObolPerMillion(9), Price.ofObolPerMillion(9));
        var cheap = new Prices(Price.ofObolPerMillion(5), Price.ofObolPerMillion(5), Price.ofObolPerMillion(5));
        var tariff = new Tariff(cheap, 1_000, dear);
        var market = Tariff.Market.steady(cheap).step(dear, 2_000);
        assertEquals(Optional.of(cheap), tariff.at(999, market));
        assertEquals(Optional.of(dear), tariff.at(1_000, market));
        assertEquals(List.of(cheap), tariff.honest(900, market));
        assertEquals(List.of(cheap, dear, cheap), tariff.honest(1_005, market));
        assertEquals(List.of(dear, cheap), tariff.honest(2_005, market));
        assertEquals(List.of(dear), tariff.honest(2_010, market));
        var tooDear = market.step(new Prices(Price.CAP, Price.CAP, Price.CAP), 3_000);
        assertEquals(Optional.empty(), tariff.at(3_000, tooDear));
        assertEquals(List.of(), tariff.honest(3_100, tooDear));
    }

    private Judgement judge() {
        var receipt = new Receipt(
                session,
                0,
                0,
                requestHash,
                responseHash,
                usage,
                new Amount(cost),
                started,
                firstToken,
                finished,
                Hash.ZERO,
                flags);
        var seen = new Seen(
                ask, seenResponse, contentBytes, 1, reported, reserved, 1_000_000, 1_001_200, cancelUnits, complete);
        return ReceiptCheck.judge(
                new SignedReceipt(receipt, SIGNATURE, signer), 5, 0, HOST, seen, List.of(PRICES), 1_000_000);
    }
}
