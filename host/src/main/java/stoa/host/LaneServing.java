// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import stoa.host.rules.Admission;
import stoa.host.rules.Credit;
import stoa.host.rules.LaneBook;
import stoa.host.rules.Taking;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.market.Receipt;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;

/// One lane as this host serves it: the ledger's terms, the [LaneBook] that decides, and the answers in flight. All of it
/// under one lock that is held for microseconds; signing a receipt is within, for receipts are numbered without gaps.
final class LaneServing {
    /// Vouched receipts kept at hand for a gateway that restarts; older ones lie in the log.
    private static final int RECENT = 1_024;

    private final LaneKey key;
    private final LaneBook book;
    private final Leaves leafOf;
    private final ReceiptLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition vouched = lock.newCondition();
    private final ArrayDeque<SignedReceipt> recent = new ArrayDeque<>();
    private final Map<Hash, SignedCancel> cancels = new HashMap<>();
    private final List<InFlight> inFlight = new ArrayList<>();
    private volatile Session session;
    private volatile Lane lane;
    private volatile Amount settledByPayer;

    /// An answer being made, so that a cancel finds it.
    record InFlight(Hash requestHash, Runnable abort) {}

    /// Signs a receipt once its index is known.
    interface Signer {
        SignedReceipt sign(long index);
    }

    LaneServing(LaneKey key, Session session, Lane lane, Leaves leafOf, ReceiptLog log, Amount settledByPayer) {
        this.key = key;
        this.session = session;
        this.lane = lane;
        this.leafOf = leafOf;
        this.log = log;
        this.settledByPayer = settledByPayer;
        this.book = new LaneBook(Digests.INSTANCE, session.sessionKey(), lane.allowance());
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

    Address payer() {
        return session.payer();
    }

    /// The ledger's rows changed.
    void refresh(Session newSession, Lane newLane, Amount settled) {
        lock.lock();
        try {
            session = newSession;
            lane = newLane;
            settledByPayer = settled;
            book.allowance(newLane.allowance());
        } finally {
            lock.unlock();
        }
    }

    Taking take(SignedVoucher voucher) throws IOException {
        lock.lock();
        try {
            var taking = book.take(voucher);
            if (taking instanceof Taking.Newest) {
                log.voucher(voucher);
                vouched.signalAll();
            }
            return taking;
        } finally {
            lock.unlock();
        }
    }

    Admission admit(Amount amount) {
        lock.lock();
        try {
            return book.admit(amount, Credit.granted(settledByPayer, book.disputed()));
        } finally {
            lock.unlock();
        }
    }

    /// Whether this payer's disputes leave it worth serving.
    boolean trusted() {
        lock.lock();
        try {
            return Credit.trusted(settledByPayer, book.disputed());
        } finally {
            lock.unlock();
        }
    }

    /// Like [#admit], but waits for the voucher that makes it possible; empty when none comes in time.
    Optional<Amount> admitWaiting(Amount amount, Duration patience, InterruptibleConsumer ask)
            throws IOException, InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            boolean asked = false;
            while (true) {
                switch (book.admit(amount, Credit.granted(settledByPayer, book.disputed()))) {
                    case Admission.Admitted(var reserved) -> {
                        return Optional.of(reserved);
                    }
                    case Admission.AllowanceEnded(var allowance) -> {
                        // A top-up may be on its way: ask once for more than the allowance, then wait like for a voucher.
                        if (!asked) ask.accept(allowance.plus(amount));
                        asked = true;
                    }
                    case Admission.NeedsVoucher(var ceiling) -> {
                        if (!asked) ask.accept(ceiling);
                        asked = true;
                    }
                }
                if (left <= 0) return Optional.empty();
                left = vouched.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)))
                        + Math.max(0, left - TimeUnit.SECONDS.toNanos(1));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Asks the payer for a voucher with this ceiling.
    interface InterruptibleConsumer {
        void accept(Amount ceiling) throws IOException;
    }

    boolean release(Amount amount) {
        lock.lock();
        try {
            return book.release(amount);
        } finally {
            lock.unlock();
        }
    }

    void giveBack(Amount reserved) {
        lock.lock();
        try {
            book.giveBack(reserved);
        } finally {
            lock.unlock();
        }
    }

    /// Numbers, signs and keeps the receipt of an answer, and gives its reservation back.
    SignedReceipt finish(Amount reserved, Signer signer) throws IOException {
        lock.lock();
        try {
            var signed = signer.sign(book.nextIndex());
            log.receipt(signed);
            book.giveBack(reserved);
            remember(signed);
            return signed;
        } finally {
            lock.unlock();
        }
    }

    /// Puts a record of the log back in its place when the host starts.
    void replay(ReceiptLog.Entry entry) {
        switch (entry) {
            case ReceiptLog.Entry.Voucher(var signed) -> book.take(signed);
            case ReceiptLog.Entry.Receipt(var signed) -> remember(signed);
        }
    }

    private void remember(SignedReceipt signed) {
        book.signed(signed.receipt().index(), leafOf.leaf(signed.receipt()), signed.receipt().cost());
        recent.addLast(signed);
        while (recent.size() > RECENT + book.unvouchedCount()) recent.removeFirst();
    }

    /// Receipts from an index on, as many as are at hand and fit one answer.
    List<SignedReceipt> receipts(long from, int most) {
        lock.lock();
        try {
            return recent.stream()
                    .filter(signed -> signed.receipt().index() >= from)
                    .limit(most)
                    .toList();
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

    /// Receipts beyond the newest voucher, oldest first.
    List<SignedReceipt> unvouched() {
        lock.lock();
        try {
            return receipts(book.vouchedCount(), Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    InFlight begin(Hash requestHash, Runnable abort) {
        var answer = new InFlight(requestHash, abort);
        lock.lock();
        try {
            inFlight.add(answer);
            if (cancels.containsKey(requestHash)) abort.run();
        } finally {
            lock.unlock();
        }
        return answer;
    }

    /// The caller's cancel of an answer in flight, if one came.
    Optional<SignedCancel> cancelOf(InFlight answer) {
        lock.lock();
        try {
            return Optional.ofNullable(cancels.get(answer.requestHash()));
        } finally {
            lock.unlock();
        }
    }

    /// Ends an answer; its cancel is forgotten with the last one of the same request.
    void end(InFlight answer) {
        lock.lock();
        try {
            inFlight.removeIf(one -> one == answer);
            if (inFlight.stream().noneMatch(other -> other.requestHash().equals(answer.requestHash())))
                cancels.remove(answer.requestHash());
        } finally {
            lock.unlock();
        }
    }

    /// The caller cuts an answer. A cancel for nothing in flight is forgotten.
    boolean cancel(SignedCancel cancel) {
        lock.lock();
        try {
            boolean found = false;
            for (var answer : inFlight) {
                if (!answer.requestHash().equals(cancel.cancel().requestHash())) continue;
                cancels.put(answer.requestHash(), cancel);
                answer.abort().run();
                found = true;
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    boolean idle() {
        lock.lock();
        try {
            return inFlight.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Computes a receipt's leaf in the lane's mountain range.
    interface Leaves {
        Hash leaf(Receipt receipt);
    }
}
