// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.market.Voucher;
import stoa.types.merkle.MountainRange;

/// The money of one lane, as the payer keeps it: receipts counted in the order of their index, increments open right
/// now, and from both the next voucher. Amounts are obol. One thread at a time. Rules MKT-5, SRV-7.
///
/// Always: earned + early + reserved ≤ allowance, open ≤ reserved for each answer, and the voucher's ceiling lies
/// between earned + early + open and the allowance.
public final class LaneBook {
    /// Receipts kept while one before them is missing.
    public static final int EARLY_MOST = 4_096;
    /// A lane with so many disputes is left for good.
    public static final int VOID_MOST = 64;
    /// A receipt is vouched for at the latest this long after it came.
    public static final long VOUCH_MILLIS = 100;
    /// From this many answers in flight on, the ceiling is an eighth above their increments, so that not every
    /// request costs a signature: an answer is seldom as dear as its increment, so one voucher then serves for
    /// many.
    private static final int BUSY = 8;

    private final long session;
    private final int lane;
    private final Hashing hashing;
    private final TreeMap<Long, Hold> holds = new TreeMap<>();
    private final TreeMap<Long, Leaf> early = new TreeMap<>();
    private long allowance;
    private long earned;
    private long earlyCost;
    private long open;
    private long reserved;
    private MountainRange range = MountainRange.EMPTY;
    private @Nullable Voucher signed;
    private long delivered;
    private long oldestMillis;
    private int disputes;
    private boolean left;

    /// One answer in flight.
    private record Hold(long open, long reserved) {}

    /// @param leaf as `ReceiptsRoot` makes it of an accepted or a disputed receipt
    /// @param cost 0 when disputed
    private record Leaf(Hash leaf, long cost, boolean disputed) {}

    /// What became of a receipt.
    public enum Counting {
        /// It and perhaps some after it are in the next voucher.
        COUNTED,
        /// One before it is missing; ask the host.
        EARLY,
        /// Its index is taken, or lies too far ahead.
        REFUSED
    }

    public LaneBook(long session, int lane, long allowance, Hashing hashing) {
        this.session = session;
        this.lane = lane;
        this.allowance = allowance;
        this.hashing = hashing;
    }

    // ── answers in flight ──

    /// What a further answer may reserve.
    public long free() {
        return left ? 0 : allowance - earned - earlyCost - reserved;
    }

    /// Sets money aside for a new answer; false when there is not enough.
    ///
    /// @param request unique in the lane
    /// @param openObol input and first increment: what the voucher covers at once
    /// @param reservedObol at least `openObol`
    public boolean open(long request, long openObol, long reservedObol) {
        if (openObol > reservedObol || openObol < 0) throw new IllegalArgumentException("open is within reserved");
        if (reservedObol > free()) return false;
        if (holds.put(request, new Hold(openObol, reservedObol)) != null)
            throw new IllegalArgumentException("the request is open already");
        open += openObol;
        reserved += reservedObol;
        return true;
    }

    /// Raises what an answer holds; false, and nothing changed, when the allowance does not bear it or the answer has
    /// ended. Never lowers.
    public boolean extend(long request, long openObol, long reservedObol) {
        var hold = holds.get(request);
        if (hold == null) return false;
        var next = new Hold(Math.max(hold.open, openObol), Math.max(hold.reserved, Math.max(openObol, reservedObol)));
        if (next.reserved - hold.reserved > free()) return false;
        holds.put(request, next);
        open += next.open - hold.open;
        reserved += next.reserved - hold.reserved;
        return true;
    }

    /// The answer has ended; what it cost comes by its receipt.
    public void end(long request) {
        var hold = holds.remove(request);
        if (hold == null) return;
        open -= hold.open;
        reserved -= hold.reserved;
    }

    public int inFlight() {
        return holds.size();
    }

    // ── receipts ──

    /// Counts a receipt that was judged. An answer that may still cost something must not end before: the caller
    /// ends it together with this, or others would reserve what it is about to cost.
    public Counting count(long index, Hash leaf, long cost, boolean disputed, long nowMillis) {
        long count = range.size();
        if (index < count || index > count + EARLY_MOST || early.containsKey(index)) return Counting.REFUSED;
        early.put(index, new Leaf(leaf, disputed ? 0 : cost, disputed));
        earlyCost += disputed ? 0 : cost;
        if (disputed) {
            if (++disputes >= VOID_MOST) left = true;
            renew(); // the host reckons with money it will not get, and must hear of it with the next voucher
        }
        if (index > count) return Counting.EARLY;
        if (count == delivered) oldestMillis = nowMillis;
        for (Leaf next = early.remove(index); next != null; next = early.remove(range.size())) {
            range = range.append(hashing, next.leaf);
            earned += next.cost;
            earlyCost -= next.cost;
        }
        return Counting.COUNTED;
    }

    /// The first index that is missing although a later one is here.
    public OptionalLong gap() {
        return early.isEmpty() ? OptionalLong.empty() : OptionalLong.of(range.size());
    }

    /// Whether a receipt of this index was taken, counted or early.
    public boolean has(long index) {
        return index < range.size() || early.containsKey(index);
    }

    // ── vouchers ──

    /// The voucher that covers everything now. Not yet signed by anybody.
    public Voucher voucher() {
        long least = earned + earlyCost + open;
        long room = holds.size() < BUSY ? 0 : open / BUSY;
        long ceiling = Math.max(earned, Math.min(allowance, least + room));
        return new Voucher(session, lane, range.size(), new Amount(earned), new Amount(ceiling), range.root(hashing));
    }

    /// The last signed voucher, when it still serves for a new request: it covers the lane, and no receipt has waited
    /// too long for a newer one.
    public @Nullable Voucher reusable(long nowMillis) {
        if (signed == null || signed.ceiling().obol() < earned + earlyCost + open) return null;
        return signed.count() < range.size() && nowMillis - oldestMillis >= VOUCH_MILLIS ? null : signed;
    }

    /// The host wants another voucher than the last: the next one is signed anew.
    public void renew() {
        signed = null;
    }

    /// A voucher was signed and may be on its way.
    public void signed(Voucher voucher) {
        if (signed == null || newer(voucher, signed)) signed = voucher;
    }

    /// The host has a voucher of that many receipts.
    public void delivered(long count, long nowMillis) {
        if (count <= delivered) return;
        delivered = count;
        oldestMillis = nowMillis;
    }

    /// Whether a counted receipt waits for a voucher, and since when it does for too long.
    public boolean due(long nowMillis) {
        return delivered < range.size() && nowMillis - oldestMillis >= VOUCH_MILLIS;
    }

    /// No voucher is due before then; one may still ride.
    public void postpone(long untilMillis) {
        oldestMillis = untilMillis;
    }

    /// Whether the host lacks a voucher for some counted receipt.
    public boolean owes() {
        return delivered < range.size();
    }

    /// The greater count is newer, then the greater ceiling.
    public static boolean newer(Voucher a, Voucher b) {
        return a.count() != b.count()
                ? a.count() > b.count()
                : a.ceiling().obol() > b.ceiling().obol();
    }

    // ── the lane ──

    /// The ledger says how much the lane may ever settle.
    public void allowance(long obol) {
        allowance = obol;
    }

    public long allowance() {
        return allowance;
    }

    public long earned() {
        return earned;
    }

    public long counted() {
        return range.size();
    }

    /// Set aside for answers in flight.
    public long reserved() {
        return reserved;
    }

    /// No new answer on this lane; what was earned is still vouched.
    public void leave() {
        left = true;
    }

    public boolean isLeft() {
        return left;
    }
}
