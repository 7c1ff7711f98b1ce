// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import org.jspecify.annotations.Nullable;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.market.SignedCancel;

/// An answer being made, as its lane knows it: the one owner of what is reserved for it. Everything that changes is
/// guarded by the lane's lock.
final class InFlight {
    /// More than any answer may cost: for a request that names no bound.
    static final Amount UNBOUNDED = new Amount(Amount.CAP_OBOL);

    private final String id;
    private final Hash requestHash;
    private final Runnable stop;
    /// What the answer may cost at most, by the payer's word. [SRV-9]
    Amount most;
    Amount reserved = Amount.ZERO;
    /// The payer will allow no more. [SRV-15]
    boolean noMore;
    /// Somebody cut it: what waits for money for it stops waiting.
    boolean cut;
    /// The host itself stops it.
    volatile boolean hostStops;
    boolean over;

    @Nullable
    SignedCancel cancel;

    /// @param id the payer's name of the request
    /// @param stop ends the answer soon; called from other threads, without the lane's lock
    InFlight(String id, Hash requestHash, Amount most, Runnable stop) {
        this.id = id;
        this.requestHash = requestHash;
        this.most = most;
        this.stop = stop;
    }

    String id() {
        return id;
    }

    Hash requestHash() {
        return requestHash;
    }

    void stop() {
        stop.run();
    }
}
