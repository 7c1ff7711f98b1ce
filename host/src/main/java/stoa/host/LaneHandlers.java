// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.util.Optional;
import stoa.client.LedgerFailure;
import stoa.client.Network;
import stoa.host.rules.Taking;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Handler;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.limits.Permits;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.Wire;

/// What a gateway says to a host besides asking: a voucher alone, a cancel, what receipts there are, a release.
final class LaneHandlers {
    private static final Log LOG = Log.of(LaneHandlers.class);
    private static final String BINARY = "application/octet-stream";
    /// Minutes by which clocks may differ. [SRV-21]
    private static final long MINUTES_APART = 2;
    /// Logs read from the disk at once.
    private static final int READS_MOST = 4;

    private final HostState host;
    private final Permits reads = new Permits(READS_MOST);

    LaneHandlers(HostState host) {
        this.host = host;
    }

    private interface Body {
        Response handle(Request request) throws IOException, Malformed;
    }

    private Handler guarded(Body body) {
        return request -> {
            try {
                return body.handle(request);
            } catch (Refusals.Refused e) {
                host.metrics().refused(e.code());
                return e.response();
            } catch (Malformed e) {
                return Refusals.malformed("The request cannot be read: " + e.getMessage() + ".")
                        .response();
            } catch (LedgerFailure e) {
                LOG.warn("the ledger does not answer", "why", e.getMessage());
                return Refusals.ledgerUnreachable().response();
            } catch (IOException e) {
                LOG.error("the host's books fail", e);
                return Refusals.booksClosed().response();
            }
        };
    }

    /// `POST` voucher ‖ signature. [SRV-20]
    Handler voucher() {
        return guarded(request -> {
            var bytes = request.body();
            if (bytes.length != SignedSizes.VOUCHER)
                throw new Malformed("a signed voucher has " + SignedSizes.VOUCHER + " bytes");
            var lane = host.laneOf(bytes);
            boolean again = lane.holds(bytes);
            var taking = host.take(lane, bytes);
            if (taking instanceof Taking.Refused refused) throw Refusals.voucher(refused);
            // The session key signed it, so what is said beside it is the payer's word.
            var reserved = AskHeaders.reserved(request);
            boolean end = request.header(Wire.END_HEADER).filter("1"::equals).isPresent();
            AskHeaders.id(request).ifPresent(id -> lane.allow(id, reserved, end));
            if (taking instanceof Taking.Newest || again) return Response.empty(204);
            throw Refusals.of(409, Wire.VOUCHER_STALE, "The host holds a later voucher of this lane.");
        });
    }

    /// `POST` cancel ‖ signature. [SRV-19]
    Handler cancel() {
        return guarded(request -> {
            var cancel = host.promises().cancel(request.body());
            var lane = host.lane(cancel.cancel().session(), cancel.cancel().lane());
            if (!cancel.signer().equals(lane.session().sessionKey()))
                throw Refusals.of(401, Wire.AUTH_NEEDED, "The session key did not sign this cancel.");
            return Response.empty(lane.cancel(cancel, AskHeaders.id(request)) ? 204 : 404);
        });
    }

    /// `GET …/{session}/{lane}?from=N`. [SRV-21]
    Handler receipts() {
        return guarded(request -> {
            var lane = lane(request.pathParam("session"), request.pathParam("lane"));
            long from = number(request.query("from").orElse("0"));
            authenticate(
                    request,
                    lane,
                    minute -> Wire.receiptsAuth(
                            Digests.INSTANCE, lane.key().session(), lane.key().lane(), from, minute));
            try (var _ = reads.tryTake()
                    .orElseThrow(() -> Refusals.of(429, Wire.SATURATED, "The host reads its logs for others."))) {
                var receipts = lane.receipts(from, Promises.MOST_RECEIPTS);
                var response = Response.of(200, BINARY, Promises.bytes(receipts));
                var best = lane.best();
                return best.isEmpty()
                        ? response
                        : response.with(Wire.VOUCHER_HEADER, Wire.base64(Promises.bytes(best.get())));
            }
        });
    }

    /// `POST` a release whose total is 0. [SRV-22]
    Handler release() {
        return guarded(request -> {
            var asked = host.promises().release(request.body()).release();
            var lane = host.lane(asked.session(), asked.lane());
            authenticate(
                    request,
                    lane,
                    minute ->
                            Wire.releaseAuth(Digests.INSTANCE, asked.session(), asked.lane(), asked.amount(), minute));
            if (asked.amount().isZero()) throw Refusals.malformed("A release is of more than nothing.");
            host.lanes().refresh(lane); // what was promised on the ledger meanwhile counts
            var signed = lane.release(asked.amount())
                    .orElseThrow(() -> Refusals.of(
                            409,
                            Refusals.ALLOWANCE_SPOKEN_FOR,
                            "The lane has less unspoken allowance than "
                                    + asked.amount().obol() + " obol."));
            return Response.of(200, BINARY, Promises.bytes(signed));
        });
    }

    private LaneServing lane(String session, String lane) {
        long number = number(lane);
        if (number > 255) throw Refusals.laneUnknown(number(session), 255);
        return host.lane(number(session), (int) number);
    }

    private static long number(String digits) {
        if (!digits.matches("[0-9]{1,18}"))
            throw Refusals.malformed("Sessions, lanes and indices are numbers of at most 18 digits.");
        return Long.parseLong(digits);
    }

    private interface Digest {
        Hash at(long minute);
    }

    private void authenticate(Request request, LaneServing lane, Digest digest) {
        var header = request.header(Wire.AUTH_HEADER);
        if (header.isPresent() && signedNow(header.get(), lane.session().sessionKey(), digest)) return;
        throw Refusals.of(
                401, Wire.AUTH_NEEDED, "Only the session key may ask this: sign it in " + Wire.AUTH_HEADER + ".");
    }

    private boolean signedNow(String header, Address sessionKey, Digest digest) {
        Optional<Signature> signature = signature(header);
        if (signature.isEmpty()) return false;
        long minute = host.clock().instant().getEpochSecond() / 60;
        for (long near = minute - MINUTES_APART; near <= minute + MINUTES_APART; near++)
            if (Network.RECOVERY.recover(digest.at(near), signature.get()).equals(sessionKey)) return true;
        return false;
    }

    private static Optional<Signature> signature(String header) {
        try {
            return Optional.of(Signature.of(Wire.bytes(header)));
        } catch (Malformed | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
