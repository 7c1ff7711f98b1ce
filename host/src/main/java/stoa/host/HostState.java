// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.UncheckedIOException;
import java.time.InstantSource;
import stoa.client.Network;
import stoa.host.rules.Taking;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.SignedVoucher;
import stoa.types.state.LaneKey;

/// What every request to a host needs: who it is, the lanes it serves, what it reads promises with.
final class HostState {
    private final HostKey key;
    private final Promises promises;
    private final Lanes lanes;
    private final HostMetrics metrics;
    private final InstantSource clock;

    HostState(HostKey key, Lanes lanes, HostMetrics metrics, InstantSource clock) {
        this.key = key;
        this.promises = new Promises(key.typed(), Network.RECOVERY);
        this.lanes = lanes;
        this.metrics = metrics;
        this.clock = clock;
    }

    HostKey key() {
        return key;
    }

    Address address() {
        return key.address();
    }

    Promises promises() {
        return promises;
    }

    Lanes lanes() {
        return lanes;
    }

    HostMetrics metrics() {
        return metrics;
    }

    InstantSource clock() {
        return clock;
    }

    LaneServing lane(long session, int lane) {
        try {
            return lanes.lane(new LaneKey(session, lane)).orElseThrow(() -> Refusals.laneUnknown(session, lane));
        } catch (UncheckedIOException e) {
            throw Refusals.booksClosed();
        }
    }

    /// The lane a signed voucher is for: its first nine bytes say so. [SRV-2]
    LaneServing laneOf(byte[] promise) {
        return lane(Bytes.getLong(promise, 0) & Long.MAX_VALUE, promise[8] & 0xff);
    }

    /// Takes a voucher for its lane. The ledger may know of more allowance than was last read here.
    ///
    /// @param bytes voucher and signature, of their full length
    Taking take(LaneServing lane, byte[] bytes) throws BooksFailure {
        if (lane.holds(bytes)) return new Taking.Older();
        SignedVoucher voucher;
        try {
            voucher = promises.voucher(bytes);
        } catch (Malformed e) {
            throw Refusals.malformed("The voucher cannot be read: " + e.getMessage() + ".");
        }
        var taking = lane.take(voucher, bytes);
        boolean poor = taking instanceof Taking.Refused refused && refused.fault() == Taking.Fault.ABOVE_ALLOWANCE;
        if (!poor) return taking;
        lanes.refresh(lane);
        return lane.take(voucher, bytes);
    }
}
