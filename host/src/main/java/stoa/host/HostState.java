// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.InstantSource;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.Response;
import stoa.types.Address;
import stoa.types.Prices;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.Receipt;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.Tables;

/// What every request of a host needs: who it is, what it signs with, the lanes it serves.
final class HostState {
    /// How soon a full host wants to be asked again.
    private static final long RETRY_MILLIS = 1_000;

    private final Ledger ledger;
    private final PrivateKey key;
    private final Address address;
    private final Typed typed;
    private final Promises promises;
    private final Lanes lanes;
    private final HostMetrics metrics;
    private final InstantSource clock;

    HostState(Ledger ledger, PrivateKey key, Network network, Lanes lanes, HostMetrics metrics, InstantSource clock) {
        this.ledger = ledger;
        this.key = key;
        this.address = Secp256k1.addressOf(key);
        this.typed = network.typed();
        this.promises = new Promises(network.typed(), Network.RECOVERY);
        this.lanes = lanes;
        this.metrics = metrics;
        this.clock = clock;
    }

    Address address() {
        return address;
    }

    Typed typed() {
        return typed;
    }

    Promises promises() {
        return promises;
    }

    HostMetrics metrics() {
        return metrics;
    }

    PrivateKey key() {
        return key;
    }

    SignedVoucher readVoucher(Optional<String> header) {
        if (header.isEmpty())
            throw Refusals.of(402, Wire.VOUCHER_NEEDED, "A request to a host carries a voucher (" + Wire.VOUCHER_HEADER + ").");
        try {
            return promises.voucher(Wire.bytes(header.get()));
        } catch (Malformed e) {
            throw Refusals.of(400, Wire.MALFORMED, "The voucher cannot be read: " + e.getMessage());
        }
    }

    LaneServing laneFor(long session, int lane) {
        return lanes.lane(new LaneKey(session, lane))
                .orElseThrow(() -> Refusals.of(
                        404, Wire.LANE_UNKNOWN, "Session " + session + " has no lane " + lane + " on this host."));
    }

    /// The locked prices while they hold, then the model's within the payer's maxima.
    Prices prices(Session session) {
        if (clock.instant().getEpochSecond() < session.lockedUntilSeconds()) return session.locked();
        var now = ledger.get(Tables.MODELS, session.model())
                .orElseThrow(() -> Refusals.of(404, "model_not_found", "The model is gone."))
                .prices();
        if (!now.within(session.maxima()))
            throw Refusals.of(409, "price_above_maximum", "The model's price is above what the session allows.");
        return now;
    }

    SignedReceipt sign(Receipt receipt) {
        return new SignedReceipt(receipt, Secp256k1.sign(typed.receipt(receipt), key), address);
    }

    String encode(SignedReceipt receipt) {
        return Wire.base64(Promises.bytes(receipt));
    }

    /// Full: 429 with a signed word on when to come back.
    Response saturated(LaneKey lane) {
        metrics.refused(Wire.SATURATED);
        long at = clock.millis() + RETRY_MILLIS;
        var promise = Wire.retryPromise(Digests.INSTANCE, lane.session(), lane.lane(), at);
        return Refusals.of(429, Wire.SATURATED, "The host is full; come back a moment later.")
                .response()
                .with("retry-after", "1")
                .with(Wire.RETRY_AT_HEADER, Long.toString(at))
                .with(Wire.RETRY_HEADER, Wire.base64(Secp256k1.sign(promise, key).bytes()));
    }
}
