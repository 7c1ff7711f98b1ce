// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import stoa.host.rules.Admission;
import stoa.host.rules.LaneBook;
import stoa.host.rules.Taking;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.types.Amount;
import stoa.types.market.Promises;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;

/// One lane as this host serves it: the ledger's terms, the [LaneBook] that decides, the log, and the answers in
/// flight. All of it under one lock that is held for microseconds, never while the network is waited for. Signing a
/// receipt is within, for receipts are numbered without gaps.
final class LaneServing {
    private static final Log LOG = Log.of(LaneServing.class);
    private final LaneKey key;
    private final HostKey host;
    private final LaneBook book;
    private final LaneLog log;
    private final Payers.Line credit;
    private final ReentrantLock lock = new ReentrantLock();
    /// A voucher came, money came free, the ledger changed, or an answer was cut.
    private final Condition changed = lock.newCondition();
    private final LaneReceipts receipts = new LaneReceipts();
    private final Flights flights = new Flights();
    private Amount drawn = Amount.ZERO;
    private boolean retired;
    private volatile byte[] held = {};
    private volatile Session session;
    private volatile Lane lane;

    /// A receipt as it is sent.
    record Ended(SignedReceipt signed, byte[] bytes) {}

    private LaneServing(LaneKey key, HostKey host, Session session, Lane lane, LaneLog log, Payers.Line credit) {
        this.key = key;
        this.host = host;
        this.session = session;
        this.lane = lane;
        this.log = log;
        this.credit = credit;
        this.book = new LaneBook(Digests.INSTANCE, session.sessionKey(), lane.allowance(), lane.released());
    }

    /// @param entries of the lane's log, from its last whole state on
    static LaneServing restore(
            LaneKey key,
            HostKey host,
            Session session,
            Lane lane,
            LaneLog log,
            List<LaneLog.Entry> entries,
            Payers.Line credit) {
        var serving = new LaneServing(key, host, session, lane, log, credit);
        entries.forEach(serving::replay);
        serving.book.best().ifPresent(best -> serving.held = Promises.bytes(best));
        serving.redraw();
        return serving;
    }

    private void replay(LaneLog.Entry entry) {
        switch (entry) {
            case LaneLog.Entry.Check(var saved, var unvouched) -> {
                book.restore(saved);
                unvouched.forEach(this::remember);
            }
            case LaneLog.Entry.Voucher(var signed) -> {
                if (book.judge(signed) instanceof Taking.Newest newest) book.accept(newest);
                else
                    LOG.warn("a voucher relied on before is refused now", "session", key.session(), "lane", key.lane());
            }
            case LaneLog.Entry.Receipt(var signed) -> remember(signed);
            case LaneLog.Entry.Release(var base, var amount) -> book.released(base, amount);
        }
    }

    LaneKey key() {
        return key;
    }

    Session session() {
        return session;
    }

    Lane lane() {
        return lane;
    }

    // ── vouchers ──

    /// Whether these bytes are those of the voucher relied on now: whoever sends them again needs no checking.
    boolean holds(byte[] voucher) {
        return Arrays.equals(held, voucher);
    }

    /// @param bytes the voucher as it came
    Taking take(SignedVoucher voucher, byte[] bytes) throws BooksFailure {
        lock.lock();
        try {
            var taking = book.judge(voucher);
            if (taking instanceof Taking.Newest newest) {
                log.voucher(bytes);
                book.accept(newest);
                held = bytes;
                if (!newest.disputed().isZero()) credit.disputed(newest.disputed());
                redraw();
                changed.signalAll();
            }
            return taking;
        } finally {
            lock.unlock();
        }
    }

    Optional<SignedVoucher> best() {
        lock.lock();
        try {
            return book.best();
        } finally {
            lock.unlock();
        }
    }

    // ── answers ──

    /// Whether this payer's disputes leave it worth serving.
    boolean trusted() {
        return credit.trusted();
    }

    /// Begins an answer; unless it is admitted, nothing has begun.
    Admission open(InFlight answer, Amount amount) {
        lock.lock();
        try {
            var bar = book.barred();
            if (bar.isPresent()) return new Admission.Barred(bar.get());
            var admission = reserve(answer, amount);
            if (admission instanceof Admission.Admitted) flights.begin(answer);
            return admission;
        } finally {
            lock.unlock();
        }
    }

    /// Asks the payer for a voucher with this ceiling, over the network.
    interface Wish {
        void forCeiling(Amount ceiling) throws IOException;
    }

    /// Raises what is reserved for an answer to `amount`. Without the money for it, asks for it once and waits; false
    /// when none comes in time, no more will come, or the answer was cut. [SRV-15]
    boolean extend(InFlight answer, Amount amount, Duration patience, Wish wish)
            throws IOException, InterruptedException {
        Amount ceiling;
        lock.lock();
        try {
            if (extended(answer, amount)) return true;
            if (answer.cut || answer.noMore) return false;
            ceiling = book.ceilingFor(amount.minus(answer.reserved));
        } finally {
            lock.unlock();
        }
        wish.forCeiling(ceiling);
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!extended(answer, amount)) {
                if (answer.cut || answer.noMore || left <= 0) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean extended(InFlight answer, Amount amount) {
        return !answer.over
                && (amount.compareTo(answer.reserved) <= 0 || reserve(answer, amount) instanceof Admission.Admitted);
    }

    private Admission reserve(InFlight answer, Amount amount) {
        var more = amount.minus(answer.reserved);
        if (answer.most.below(amount)) return new Admission.NeedsVoucher(book.ceilingFor(more));
        var admission = book.admit(more, drawn);
        if (admission instanceof Admission.NeedsVoucher)
            admission = credit.draw(drawn, usable -> {
                var second = book.admit(more, usable);
                return new Payers.Drawing(second, book.overdraft());
            });
        if (admission instanceof Admission.Admitted) {
            answer.reserved = amount;
            drawn = book.overdraft();
        }
        return admission;
    }

    /// The payer says what an answer in flight may cost, or that it will allow no more. [SRV-15]
    void allow(String id, Optional<Amount> most, boolean end) {
        lock.lock();
        try {
            flights.allow(id, most, end);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Numbers, signs and keeps the receipt of an answer, and gives back what was reserved for it. [SRV-17]
    ///
    /// @throws BooksFailure the receipt is not kept and must not be sent; the answer is still open
    Ended finish(InFlight answer, LongFunction<Receipt> receiptOf) throws BooksFailure {
        lock.lock();
        try {
            if (answer.over) throw new IllegalStateException("an answer has one receipt");
            var receipt = receiptOf.apply(book.nextIndex());
            var digest = host.typed().receipt(receipt);
            var signed = new SignedReceipt(receipt, host.sign(digest), host.address());
            var bytes = Promises.bytes(signed);
            log.receipt(bytes);
            end(answer);
            book.signed(receipt.index(), digest, receipt.cost());
            receipts.keep(signed, book.unvouchedCount());
            redraw();
            if (log.wantsCheck()) check();
            return new Ended(signed, bytes);
        } finally {
            lock.unlock();
        }
    }

    /// Nothing came of it, or its receipt was made: either way nothing is reserved for it any more.
    void abandon(InFlight answer) {
        lock.lock();
        try {
            if (answer.over) return;
            end(answer);
            redraw();
        } finally {
            lock.unlock();
        }
    }

    private void end(InFlight answer) {
        answer.over = true;
        if (flights.end(answer)) book.giveBack(answer.reserved);
        answer.reserved = Amount.ZERO;
        changed.signalAll();
        if (retired && flights.isEmpty()) closeLog();
    }

    private void redraw() {
        var now = book.overdraft();
        if (now.equals(drawn)) return;
        credit.redraw(drawn, now);
        drawn = now;
    }

    // ── cutting ──

    /// The caller cuts an answer: the one of this id, or the oldest with this body. False when there is none.
    /// [SRV-19]
    boolean cancel(SignedCancel cancel, Optional<String> id) {
        Optional<InFlight> found;
        lock.lock();
        try {
            found = flights.cancelled(cancel, id);
        } finally {
            lock.unlock();
        }
        found.ifPresent(answer -> {
            answer.stop();
            cut(answer);
        });
        return found.isPresent();
    }

    /// The answer is to stop; wakes whoever waits for money for it.
    void cut(InFlight answer) {
        lock.lock();
        try {
            answer.cut = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The caller's cancel, waited for a moment: one that hangs up says on another connection how much it got.
    Optional<SignedCancel> cancelOf(InFlight answer, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (answer.cancel == null && left > 0) left = changed.awaitNanos(left);
            return Optional.ofNullable(answer.cancel);
        } finally {
            lock.unlock();
        }
    }

    /// Stops every answer in flight; the host is closing.
    void stopAll() {
        List<InFlight> running;
        lock.lock();
        try {
            running = flights.cutAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        running.forEach(InFlight::stop);
    }

    // ── receipts ──

    private void remember(SignedReceipt signed) {
        var receipt = signed.receipt();
        book.signed(receipt.index(), host.typed().receipt(receipt), receipt.cost());
        receipts.keep(signed, book.unvouchedCount());
    }

    /// A whole state in the log spares a restart the records before it; without it nothing is lost.
    private void check() {
        try {
            log.check(book.saved(), receipts.newest(book.unvouchedCount()), book.nextIndex());
        } catch (BooksFailure e) {
            LOG.warn("a lane's state could not be written; its log stays long", "why", e.getMessage());
        }
    }

    /// Receipts that no voucher counts, oldest first.
    List<SignedReceipt> unvouched() {
        lock.lock();
        try {
            return receipts.newest(book.unvouchedCount());
        } finally {
            lock.unlock();
        }
    }

    /// Receipts from an index on, at most `most`; what is not at hand is read from the log. [SRV-21]
    List<SignedReceipt> receipts(long from, int most) throws IOException {
        lock.lock();
        try {
            if (from >= book.nextIndex()) return List.of();
            if (receipts.reaches(from)) return receipts.from(from, most);
        } finally {
            lock.unlock();
        }
        return log.receipts(from, most);
    }

    // ── the ledger ──

    /// The ledger's rows changed.
    void refresh(Session newSession, Lane newLane) {
        lock.lock();
        try {
            session = newSession;
            lane = newLane;
            book.ledger(newLane.allowance(), newLane.released());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Signs part of the allowance away; empty when it is spoken for. [SRV-22]
    Optional<SignedRelease> release(Amount amount) throws BooksFailure {
        lock.lock();
        try {
            var total = book.release(amount);
            if (total.isEmpty()) return Optional.empty();
            log.release(total.get().minus(amount), amount);
            var release = new Release(key.session(), key.lane(), amount, total.get());
            var signature = host.sign(host.typed().release(release));
            return Optional.of(new SignedRelease(release, signature, host.address()));
        } finally {
            lock.unlock();
        }
    }

    // ── the end ──

    void sync() throws IOException {
        log.sync();
    }

    /// The session is closed: nothing new comes. Its log closes with the last answer in flight.
    void retire() {
        lock.lock();
        try {
            retired = true;
            if (flights.isEmpty()) closeLog();
        } finally {
            lock.unlock();
        }
    }

    private void closeLog() {
        try {
            log.close();
        } catch (IOException e) {
            LOG.warn("a lane's log could not be closed", "session", key.session(), "why", e.getMessage());
        }
    }

    /// For a host that stops.
    void close() {
        lock.lock();
        try {
            if (!retired) closeLog();
            retired = true;
        } finally {
            lock.unlock();
        }
    }

    /// Reserved for answers in flight; zero when there is none.
    Amount reserved() {
        lock.lock();
        try {
            return book.openReservations();
        } finally {
            lock.unlock();
        }
    }
}
