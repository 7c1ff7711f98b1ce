// SPDX-License-Identifier: Apache-2.0
package stoa.client.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.client.LedgerFailure;
import stoa.client.fake.FakeLedger;
import stoa.client.fake.Script;
import stoa.client.wallet.TxRefused;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.Usage;
import stoa.types.event.Event;
import stoa.types.market.Cancel;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;
import stoa.types.state.Delegation;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.One;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

class MarketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ModelId TINY = new ModelId("tiny");
    private static final Prices PRICES = new Prices(Price.FLOOR, Price.FLOOR, Price.FLOOR);
    private static final Address HOST = Address.parse("0x0000000000000000000000000000000000000011");
    private static final Address OWNER = Address.parse("0x00000000000000000000000000000000000000a0");

    private final FakeLedger ledger = FakeLedger.sandbox();
    private final Wallet wallet = new Wallet(ledger, PrivateKey.generate());
    private final Market market = new Market(wallet, 0, PATIENCE);
    private final Signer signer = market.sessionSigner(PrivateKey.generate());

    @AfterEach
    void close() {
        wallet.close();
        ledger.close();
    }

    @Test
    void opening_a_session_waits_for_its_draw() {
        ledger.script(this::opens);
        Thread.startVirtualThread(this::drawLater);
        var seated = market.open(opening());
        assertEquals(1, seated.id());
        assertEquals(List.of(HOST), seated.lanes().stream().map(Lane::host).toList());
        var open = (Verb.OpenSession) ledger.verbs().getFirst();
        assertEquals(wallet.address(), open.refundTo(), "the rest returns to the payer unless said");
        assertEquals(600, open.seconds());
    }

    @Test
    void a_draw_without_hosts_is_a_refusal() {
        ledger.script((tx, state) -> {
            state.put(Tables.SESSIONS, 1L, session(SessionPhase.CLOSED, 0));
            return opened(tx);
        });
        assertEquals(
                Reason.NO_HOSTS,
                assertThrows(TxRefused.class, () -> market.open(opening())).reason());
    }

    @Test
    void a_draw_that_never_comes_is_a_failure_and_not_forever() {
        ledger.script(this::opens);
        var hasty = new Market(wallet, 0, Duration.ofMillis(300));
        assertThrows(LedgerFailure.class, () -> hasty.open(opening()));
    }

    @Test
    void a_refused_opening_carries_the_ledgers_reason() {
        ledger.script((_, _) -> Script.refuses(Reason.DEPOSIT_TOO_SMALL));
        assertEquals(
                Reason.DEPOSIT_TOO_SMALL,
                assertThrows(TxRefused.class, () -> market.open(opening())).reason());
    }

    @Test
    void under_a_delegation_everything_is_an_act_and_the_owner_gets_the_rest() {
        ledger.put(
                Tables.DELEGATIONS,
                5L,
                new Delegation(OWNER, OWNER, 0, terms(), 0, Amount.ZERO, Amount.ZERO, 0, false));
        ledger.script((tx, state) -> {
            state.put(Tables.SESSIONS, 1L, session(SessionPhase.CLOSED, 0));
            return opened(tx);
        });
        assertThrows(TxRefused.class, () -> new Market(wallet, 5, PATIENCE).open(opening()));
        var act = (Verb.Act) ledger.verbs().getFirst();
        assertEquals(OWNER, ((Verb.OpenSession) act.inner()).refundTo());
    }

    @Test
    void vouchers_are_settled_in_batches_and_each_gets_its_verdict() {
        ledger.put(Tables.PARAMS, One.ONE, withMostVouchers(3));
        ledger.script((tx, _) -> {
            var events = new ArrayList<Event>();
            for (var signed : ((Verb.Settle) tx.verb()).vouchers()) {
                var voucher = signed.voucher();
                if (voucher.lane() == 1)
                    events.add(new Event.VoucherRefused(voucher.session(), 1, Reason.VOUCHER_STALE));
                else events.add(settled(voucher));
            }
            return new Script.Does(events);
        });
        var vouchers = new ArrayList<SignedVoucher>();
        for (int session = 1; session <= 4; session++)
            for (int lane = 0; lane < 2; lane++) vouchers.add(signer.sign(voucher(session, lane, 10 * session)));
        var verdicts = market.settle(vouchers);
        assertEquals(vouchers, verdicts.stream().map(Market.Settled::voucher).toList());
        for (var verdict : verdicts) {
            boolean refused = verdict.voucher().voucher().lane() == 1;
            assertEquals(refused ? Optional.of(Reason.VOUCHER_STALE) : Optional.empty(), verdict.refused());
            assertEquals(refused ? Amount.ZERO : verdict.voucher().voucher().earned(), verdict.paid());
        }
        assertEquals(
                List.of(3, 3, 2),
                ledger.verbs().stream()
                        .map(verb -> ((Verb.Settle) verb).vouchers().size())
                        .toList());
    }

    @Test
    void a_settlement_refused_as_a_whole_refuses_each_voucher() {
        ledger.script((_, _) -> Script.refuses(Reason.NOTHING_SETTLED));
        assertEquals(
                List.of(Optional.of(Reason.NOTHING_SETTLED)),
                market.settle(List.of(signer.sign(voucher(1, 0, 5)))).stream()
                        .map(Market.Settled::refused)
                        .toList());
        ledger.refuseNext(Reason.FEE_UNPAYABLE);
        assertEquals(
                List.of(Optional.of(Reason.FEE_UNPAYABLE)),
                market.settle(List.of(signer.sign(voucher(1, 0, 5)))).stream()
                        .map(Market.Settled::refused)
                        .toList());
    }

    @Test
    void the_smaller_verbs_say_what_they_are_told() {
        ledger.script((tx, _) -> switch (tx.verb()) {
            case Verb.CloseSession _ -> Script.does(new Event.SessionStepped(3, SessionStep.CLOSE, 99));
            case Verb.Delegate delegate ->
                Script.does(new Event.Delegated(8, tx.sender(), tx.sender(), 0, delegate.terms()));
            default -> Script.does();
        });
        market.topUp(3, 1, new Amount(7));
        market.freeze(3, 1);
        market.move(3, 1, 0, new Amount(2), Optional.empty());
        assertEquals(99, market.close(3));
        assertEquals(8, market.delegate(0, terms()));
        market.revoke(8);
        assertEquals(
                List.of(
                        new Verb.TopUp(3, 1, new Amount(7)),
                        new Verb.FreezeLane(3, 1),
                        new Verb.Move(3, 1, 0, new Amount(2), Optional.empty()),
                        new Verb.CloseSession(3),
                        new Verb.Delegate(0, terms()),
                        new Verb.Revoke(8)),
                ledger.verbs());
    }

    @Test
    void what_a_signer_signs_recovers_to_its_address_under_this_network_only() {
        var typed = wallet.network().typed();
        var voucher = signer.sign(voucher(1, 2, 3));
        assertEquals(
                Optional.of(signer.address()),
                Secp256k1.recover(typed.voucher(voucher.voucher()), voucher.signature()));
        var receipt =
                signer.sign(new Receipt(1, 2, 0, Hash.ZERO, Hash.ZERO, Usage.NONE, Amount.ZERO, 0, 0, 0, Hash.ZERO, 0));
        assertEquals(
                Optional.of(signer.address()),
                Secp256k1.recover(typed.receipt(receipt.receipt()), receipt.signature()));
        var release = signer.sign(new Release(1, 2, new Amount(3), new Amount(4)));
        assertEquals(
                Optional.of(signer.address()),
                Secp256k1.recover(typed.release(release.release()), release.signature()));
        var cancel = signer.sign(new Cancel(1, 2, Hash.ZERO, 5));
        assertEquals(
                Optional.of(signer.address()), Secp256k1.recover(typed.cancel(cancel.cancel()), cancel.signature()));
        assertEquals(
                Optional.of(signer.address()),
                Secp256k1.recover(typed.consent(signer.address(), OWNER), signer.consent(OWNER)));
        var elsewhere = new Typed(Digests.INSTANCE, 1, Hash.ZERO);
        assertEquals(
                false, Secp256k1.verify(elsewhere.voucher(voucher.voucher()), voucher.signature(), signer.address()));
    }

    // ── words of the stories ──

    private Script.Answer opens(Tx tx, Script.State state) {
        state.put(Tables.SESSIONS, 1L, session(SessionPhase.DRAWING, 0));
        return opened(tx);
    }

    private static Script.Answer opened(Tx tx) {
        return Script.does(new Event.SessionOpened(
                1, tx.sender(), TINY, new Amount(1_000), PRICES, PRICES, 600, HOST, tx.sender(), 0, 0));
    }

    private void drawLater() {
        while (ledger.get(Tables.SESSIONS, 1L).isEmpty()) Thread.yield();
        ledger.edit(state -> {
            state.put(Tables.SESSIONS, 1L, session(SessionPhase.OPEN, 1));
            state.put(Tables.LANES, new LaneKey(1, 0), lane());
        });
    }

    private Market.Opening opening() {
        return new Market.Opening(
                TINY, new Amount(1_000), PRICES, Duration.ofMinutes(10), signer.address(), Optional.empty());
    }

    private static Session session(SessionPhase phase, int lanes) {
        return new Session(
                OWNER,
                0,
                0,
                TINY,
                HOST,
                OWNER,
                new Amount(1_000),
                Amount.ZERO,
                PRICES,
                PRICES,
                1,
                1,
                1,
                1,
                lanes,
                phase);
    }

    private static Lane lane() {
        return new Lane(HOST, 16, new Amount(1_000), 0, Amount.ZERO, Amount.ZERO, Amount.ZERO, 0, Amount.ZERO, 0, 0);
    }

    private static Voucher voucher(long session, int lane, long obol) {
        return new Voucher(session, lane, 1, new Amount(obol), new Amount(obol), Hash.ZERO);
    }

    private static Event settled(Voucher voucher) {
        return new Event.LaneSettled(
                voucher.session(),
                voucher.lane(),
                HOST,
                voucher.count(),
                voucher.earned(),
                voucher.ceiling(),
                voucher.earned(),
                voucher.earned(),
                0,
                1,
                2,
                3);
    }

    private static Terms terms() {
        return new Terms(
                HOST, 1, List.of(), new Amount(1), 60, new Amount(2), new Amount(1), 0, 4_000_000_000L, 0, "label");
    }

    private static Params withMostVouchers(int most) {
        var p = Params.local();
        return new Params(
                p.protocolVersion(),
                p.sandbox(),
                p.epochSeconds(),
                p.settleWindowSeconds(),
                p.checkWindowSeconds(),
                p.bucketSeconds(),
                p.uncoveredEpochs(),
                p.unbondingEpochs(),
                p.priceLockSeconds(),
                p.demandWindowSeconds(),
                p.priceStepSeconds(),
                p.seats(),
                p.ownerSeats(),
                p.burnPercent(),
                p.checksPercent(),
                p.leastDepositObol(),
                p.collateralPerWeightObol(),
                p.freeWeightPercent(),
                p.bootstrapRate(),
                p.dueItemsPerBlock(),
                most,
                p.maxHostsPerOwner(),
                p.maxWithdrawalsPerHost(),
                p.maxChildrenPerDelegation(),
                p.maxTxBytes(),
                p.court());
    }
}
