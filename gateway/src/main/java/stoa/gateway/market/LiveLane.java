// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.gateway.rules.LaneBook;
import stoa.gateway.rules.ReceiptCheck;
import stoa.kit.crypto.Base64Url;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.market.Promises;
import stoa.types.market.ReceiptsRoot;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;

/// One host's lane as the payer keeps it: the [LaneBook] under a lock held for microseconds, the attempts it may
/// still hear of, and the last voucher signed. Signing happens outside the lock.
public final class LiveLane {
    private static final long GAP_PATIENCE_MILLIS = 1_000;
    private static final long POST_AGAIN_MILLIS = 2_000;
    private static final long STAKE_PATIENCE_MILLIS = 500;
    private static final long STAKE_MOST_MILLIS = 30_000;

    private final LiveSession session;
    private final int number;
    private final Address host;
    private final HostDesk desk;
    private final Typed typed;
    private final LaneBook book;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Attempt> attempts = new TreeMap<>();
    private long catchUpMillis = Long.MAX_VALUE;
    private @Nullable Ride ride;
    private volatile boolean posting;

    /// A signed voucher ready to travel.
    public record Ride(Voucher voucher, byte[] bytes, String base64) {}

    /// What the planner and the router look at.
    record State(long free, long reserved, int inFlight, boolean owes, boolean left, long earned, long counted) {}

    LiveLane(LiveSession session, int number, Address host, long allowanceObol, HostDesk desk, Typed typed) {
        this.session = session;
        this.number = number;
        this.host = host;
        this.desk = desk;
        this.typed = typed;
        this.book = new LaneBook(session.id(), number, allowanceObol, Digests.INSTANCE);
    }

    public LiveSession session() {
        return session;
    }

    public int number() {
        return number;
    }

    public Address host() {
        return host;
    }

    public HostDesk desk() {
        return desk;
    }

    // ── answers in flight ──

    /// Sets money aside for an attempt and writes it down; false when the allowance does not bear it.
    public boolean open(Attempt attempt, long openObol, long reservedObol) throws IOException {
        lock.lock();
        try {
            if (!book.open(attempt.number(), openObol, reservedObol)) return false;
            attempt.reserved(reservedObol);
            attempts.put(attempt.number(), attempt);
        } finally {
            lock.unlock();
        }
        try {
            session.log().asked(number, attempt);
            return true;
        } catch (IOException failure) {
            forget(attempt);
            throw failure;
        }
    }

    /// Sets more aside; false when the allowance does not bear it, or the answer has ended.
    public boolean extend(Attempt attempt, long openObol, long reservedObol) throws IOException {
        long before;
        lock.lock();
        try {
            before = attempt.reserved();
            if (!book.extend(attempt.number(), openObol, Math.max(before, reservedObol))) return false;
            attempt.reserved(reservedObol);
        } finally {
            lock.unlock();
        }
        if (reservedObol > before) session.log().extended(number, attempt.number(), reservedObol);
        return true;
    }

    /// The attempt never reached the host, or the host said no before it began: no receipt of it can come.
    public void forget(Attempt attempt) {
        lock.lock();
        try {
            book.end(attempt.number());
            attempts.remove(attempt.number());
        } finally {
            lock.unlock();
        }
        session.log().ended(number, attempt.number(), -1);
    }

    /// Nobody reads the answer any more, but the host may still bring a receipt.
    ///
    /// @param cancelUnits of the cancel we signed; `Seen.NOT_CANCELLED` when the host is to blame
    /// @param stake money that waits for that receipt; null when nothing is paid for it
    public void abandon(Attempt attempt, long cancelUnits, Attempt.@Nullable Stake stake, long nowMillis) {
        lock.lock();
        try {
            if (stake == null) book.end(attempt.number()); // otherwise its receipt still costs something
            attempt.end(cancelUnits, stake, nowMillis);
            if (stake != null) wantCatchUp(nowMillis + STAKE_PATIENCE_MILLIS);
        } finally {
            lock.unlock();
        }
        if (stake == null) session.log().ended(number, attempt.number(), cancelUnits);
    }

    // ── receipts ──

    /// Whether a receipt of this index was taken already.
    boolean has(long index) {
        lock.lock();
        try {
            return book.has(index);
        } finally {
            lock.unlock();
        }
    }

    /// Counts a judged receipt that was written down. False when its index was taken meanwhile.
    boolean count(Attempt attempt, SignedReceipt signed, boolean disputed, long nowMillis) {
        var receipt = signed.receipt();
        var leaf = leaf(typed.receipt(receipt), disputed);
        lock.lock();
        try {
            book.end(attempt.number());
            attempts.remove(attempt.number());
            var counting = book.count(receipt.index(), leaf, receipt.cost().obol(), disputed, nowMillis);
            if (counting == LaneBook.Counting.EARLY) wantCatchUp(nowMillis + GAP_PATIENCE_MILLIS);
            return counting != LaneBook.Counting.REFUSED;
        } finally {
            lock.unlock();
        }
    }

    private static Hash leaf(Hash digest, boolean disputed) {
        return disputed ? ReceiptsRoot.voidLeaf(Digests.INSTANCE, digest) : ReceiptsRoot.leaf(Digests.INSTANCE, digest);
    }

    /// The attempt a late receipt belongs to. Empty while one with this body is in flight: its own reader will
    /// bring it.
    Optional<Attempt> claimant(Hash requestHash) {
        lock.lock();
        try {
            Attempt found = null;
            for (var attempt : attempts.values()) {
                if (!attempt.ask().requestHash().equals(requestHash)) continue;
                if (attempt.flying()) return Optional.empty();
                if (found == null) found = attempt;
            }
            return Optional.ofNullable(found);
        } finally {
            lock.unlock();
        }
    }

    /// Whether an attempt with this body is in flight.
    boolean flying(Hash requestHash) {
        lock.lock();
        try {
            for (var attempt : attempts.values())
                if (attempt.flying() && attempt.ask().requestHash().equals(requestHash)) return true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    // ── vouchers ──

    /// A voucher that covers everything now: the last one while it serves, otherwise a new one.
    public Ride ride(long nowMillis) {
        Voucher voucher;
        lock.lock();
        try {
            if (ride != null && book.reusable(nowMillis) == ride.voucher) return ride;
            voucher = book.voucher();
        } finally {
            lock.unlock();
        }
        return sign(voucher);
    }

    private Ride sign(Voucher voucher) {
        var key = session.key();
        var signed = new SignedVoucher(voucher, Secp256k1.sign(typed.voucher(voucher), key), Secp256k1.addressOf(key));
        var bytes = Promises.bytes(signed);
        var next = new Ride(voucher, bytes, Base64Url.encode(bytes));
        lock.lock();
        try {
            book.signed(voucher);
            if (ride == null || LaneBook.newer(voucher, ride.voucher)) ride = next;
        } finally {
            lock.unlock();
        }
        return next;
    }

    /// The host has this voucher.
    public void delivered(Ride delivered, long nowMillis) {
        lock.lock();
        try {
            book.delivered(delivered.voucher.count(), nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a voucher must be posted alone now.
    boolean due(long nowMillis) {
        lock.lock();
        try {
            return book.due(nowMillis) && !posting;
        } finally {
            lock.unlock();
        }
    }

    /// The host could not be reached: try again in a while, not at once.
    void postponed(long nowMillis) {
        lock.lock();
        try {
            book.postpone(nowMillis + POST_AGAIN_MILLIS);
        } finally {
            lock.unlock();
        }
    }

    boolean owes() {
        lock.lock();
        try {
            return book.owes();
        } finally {
            lock.unlock();
        }
    }

    void posting(boolean now) {
        posting = now;
    }

    // ── catching up with the host ──

    private void wantCatchUp(long atMillis) {
        catchUpMillis = Math.min(catchUpMillis, atMillis);
    }

    /// The host does not find its count covered: the next voucher is signed anew.
    public void renew() {
        lock.lock();
        try {
            book.renew();
        } finally {
            lock.unlock();
        }
    }

    /// Something does not add up: ask the host for its receipts soon.
    public void catchUpSoon(long nowMillis) {
        lock.lock();
        try {
            wantCatchUp(nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /// Whether it is time to ask; true once, until something asks for it again.
    boolean takeCatchUp(long nowMillis) {
        lock.lock();
        try {
            if (nowMillis < catchUpMillis) return false;
            catchUpMillis = Long.MAX_VALUE;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Plans the next question when something is still missing.
    void again(long nowMillis, long afterMillis) {
        lock.lock();
        try {
            boolean stakes =
                    attempts.values().stream().anyMatch(it -> it.stake().isPresent());
            if (book.gap().isPresent() || stakes) wantCatchUp(nowMillis + afterMillis);
        } finally {
            lock.unlock();
        }
    }

    long counted() {
        lock.lock();
        try {
            return book.counted();
        } finally {
            lock.unlock();
        }
    }

    /// Attempts whose receipt nobody believes in any more; their money is free.
    List<Attempt> hopeless(boolean all, long nowMillis) {
        lock.lock();
        try {
            var out = new ArrayList<Attempt>();
            for (var attempt : attempts.values())
                if (attempt.stake().isPresent() && (all || nowMillis - attempt.endedMillis() > STAKE_MOST_MILLIS))
                    out.add(attempt);
            return out;
        } finally {
            lock.unlock();
        }
    }

    // ── the lane ──

    void allowance(long obol) {
        lock.lock();
        try {
            book.allowance(obol);
        } finally {
            lock.unlock();
        }
    }

    void toppedUp(long obol) {
        lock.lock();
        try {
            book.allowance(book.allowance() + obol);
        } finally {
            lock.unlock();
        }
    }

    /// No new answer on this lane.
    public void leave() {
        boolean news;
        lock.lock();
        try {
            news = !book.isLeft();
            book.leave();
        } finally {
            lock.unlock();
        }
        if (news) session.log().left(number);
    }

    State state() {
        lock.lock();
        try {
            boolean stakes =
                    attempts.values().stream().anyMatch(it -> it.stake().isPresent());
            return new State(
                    book.free(),
                    book.reserved(),
                    book.inFlight(),
                    book.owes() || stakes,
                    book.isLeft(),
                    book.earned(),
                    book.counted());
        } finally {
            lock.unlock();
        }
    }

    /// What a further answer may reserve here.
    public long free() {
        lock.lock();
        try {
            return book.free();
        } finally {
            lock.unlock();
        }
    }

    // ── after a restart ──

    /// Puts an entry of the log back.
    void replayAsked(Attempt attempt) {
        attempts.put(attempt.number(), attempt);
    }

    Optional<Attempt> attempt(long attemptNumber) {
        lock.lock();
        try {
            return Optional.ofNullable(attempts.get(attemptNumber));
        } finally {
            lock.unlock();
        }
    }

    void replaySettled(long attemptNumber, SignedReceipt signed, ReceiptCheck.@Nullable Cause cause) {
        var receipt = signed.receipt();
        attempts.remove(attemptNumber);
        boolean disputed = cause != null;
        book.count(
                receipt.index(),
                leaf(typed.receipt(receipt), disputed),
                receipt.cost().obol(),
                disputed,
                0);
    }

    /// Ends the replay. What was still in flight is lost and keeps its money until the host has said what became of
    /// it.
    List<Attempt> replayed(long nowMillis) {
        var lost = attempts.values().stream().filter(Attempt::flying).toList();
        for (var attempt : lost) book.open(attempt.number(), attempt.reserved(), attempt.reserved());
        wantCatchUp(nowMillis);
        return lost;
    }
}
