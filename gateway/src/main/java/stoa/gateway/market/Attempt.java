// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.gateway.keys.KeyAccount;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Purse;
import stoa.gateway.rules.Seen;

/// One request as it was sent to one host. While it flies, whoever sent it answers for its receipt; afterwards it
/// is kept until its session ends, for the host may still bring a receipt of it. Changed under its lane's lock.
public final class Attempt {
    /// Money of a key that waits for the receipt of an answer nobody reads any more.
    public record Stake(KeyAccount account, Purse.Held held) {}

    private final long number;
    private final String receiptId;
    private final Ask ask;
    private final long keyId;
    private final long sentMillis;
    private long reserved;
    private boolean flying = true;
    private boolean lost;
    private long endedMillis;
    private long cancelUnits = Seen.NOT_CANCELLED;
    private @Nullable Stake stake;

    /// @param number unique in this gateway, also after a restart
    /// @param receiptId under which the caller finds the receipt
    public Attempt(long number, String receiptId, Ask ask, long keyId, long sentMillis, long reservedObol) {
        this.number = number;
        this.receiptId = receiptId;
        this.ask = ask;
        this.keyId = keyId;
        this.sentMillis = sentMillis;
        this.reserved = reservedObol;
    }

    public long number() {
        return number;
    }

    public String receiptId() {
        return receiptId;
    }

    public Ask ask() {
        return ask;
    }

    public long keyId() {
        return keyId;
    }

    public long sentMillis() {
        return sentMillis;
    }

    public long reserved() {
        return reserved;
    }

    boolean flying() {
        return flying;
    }

    void reserved(long obol) {
        reserved = Math.max(reserved, obol);
    }

    /// Nobody waits for it any more.
    void end(long units, @Nullable Stake money, long nowMillis) {
        flying = false;
        cancelUnits = units;
        stake = money;
        endedMillis = nowMillis;
    }

    /// It was in flight when an earlier process died: nobody knows what was delivered.
    void lose(@Nullable Stake money, long nowMillis) {
        end(Seen.NOT_CANCELLED, money, nowMillis);
        lost = true;
    }

    Optional<Stake> stake() {
        return Optional.ofNullable(stake);
    }

    void drop() {
        stake = null;
    }

    long endedMillis() {
        return endedMillis;
    }

    /// The measure for a receipt that comes after the end.
    Seen seen(long nowMillis) {
        long bytes = lost ? Long.MAX_VALUE / 4 : 0;
        return new Seen(
                ask, Optional.empty(), bytes, 0, Optional.empty(), reserved, sentMillis, nowMillis, cancelUnits, lost);
    }
}
