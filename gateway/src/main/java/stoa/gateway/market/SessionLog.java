// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stoa.gateway.rules.ReceiptCheck;
import stoa.kit.io.Journal;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.market.Promises;
import stoa.types.market.SignedReceipt;

/// What must survive of one session: its key's nonce, what was asked of whom, and every receipt with its judgement.
/// One file for each session, removed when the session is over, so nothing needs tidying. Any thread.
public final class SessionLog implements AutoCloseable {
    private static final Log LOG = Log.of(SessionLog.class);
    private static final int PLANNED = 1;
    private static final int OPENED = 2;
    private static final int ASKED = 3;
    private static final int EXTENDED = 4;
    private static final int SETTLED = 5;
    private static final int ENDED = 6;
    private static final int LEFT = 7;
    private static final String SUFFIX = ".session";

    private final Path file;
    private final Journal journal;
    private final AtomicLong sequence;
    private volatile boolean dirty;

    private SessionLog(Path file, Journal journal, AtomicLong sequence) {
        this.file = file;
        this.journal = journal;
        this.sequence = sequence;
    }

    /// What a log tells when it is read again.
    interface Listener {
        void planned(Plan plan);

        void opened(long session);

        void asked(int lane, Attempt attempt);

        void extended(int lane, long attempt, long reservedObol);

        /// @param receipt as signed; the signer is not recovered again
        /// @param cause null when it was accepted
        void settled(
                int lane,
                long attempt,
                long keyId,
                byte[] receipt,
                ReceiptCheck.@Nullable Cause cause,
                long millis,
                long at);

        void ended(int lane, long attempt, long cancelUnits);

        void left(int lane);
    }

    /// How a session began.
    ///
    /// @param nonce from which its key is derived
    /// @param height of the ledger before it was opened
    record Plan(Hash nonce, Address delegate, long delegation, ModelId model, long height) {}

    static SessionLog create(Path folder, AtomicLong sequence, Plan plan) throws IOException {
        var file = folder.resolve(plan.nonce.toString().substring(2) + SUFFIX);
        var log = new SessionLog(file, Journal.open(file, _ -> {}), sequence);
        log.append(new Writer()
                .u8(PLANNED)
                .hash(plan.nonce)
                .address(plan.delegate)
                .u63(plan.delegation)
                .string(plan.model.name())
                .u63(plan.height));
        log.journal.sync(); // the session's key must be known before money follows it
        return log;
    }

    static SessionLog open(Path file, AtomicLong sequence, Listener listener) throws IOException {
        var journal = Journal.open(file, bytes -> read(new Reader(bytes), sequence, listener));
        return new SessionLog(file, journal, sequence);
    }

    static boolean isLog(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    // ── writing ──

    void opened(long session) throws IOException {
        append(new Writer().u8(OPENED).u63(session));
    }

    void asked(int lane, Attempt attempt) throws IOException {
        var out = new Writer(192).u8(ASKED).u8(lane);
        AttemptCodec.write(out, attempt);
        append(out);
    }

    void extended(int lane, long attempt, long reservedObol) throws IOException {
        append(new Writer(32).u8(EXTENDED).u8(lane).u63(attempt).u63(reservedObol));
    }

    /// Returns the entry's sequence number. A disk that takes no more is reported and does not undo what happened:
    /// the answer is delivered, and the host keeps the receipt.
    long settled(
            int lane,
            long attempt,
            long keyId,
            SignedReceipt receipt,
            ReceiptCheck.@Nullable Cause cause,
            long millis) {
        long at = sequence.incrementAndGet();
        var out = new Writer(320)
                .u8(SETTLED)
                .u63(at)
                .u8(lane)
                .u63(attempt)
                .u63(keyId)
                .u8(cause == null ? 0 : cause.ordinal() + 1)
                .u63(millis)
                .bytes(Promises.bytes(receipt));
        quietly(out);
        return at;
    }

    void ended(int lane, long attempt, long cancelUnits) {
        quietly(new Writer(32).u8(ENDED).u8(lane).u63(attempt).i64(cancelUnits));
    }

    void left(int lane) {
        quietly(new Writer(2).u8(LEFT).u8(lane));
    }

    /// What was written survives the loss of power.
    void sync() throws IOException {
        if (!dirty) return;
        dirty = false;
        journal.sync();
    }

    /// The session is over and the books have taken its money over.
    void remove() throws IOException {
        journal.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private void append(Writer out) throws IOException {
        journal.append(out.toBytes());
        dirty = true;
    }

    private void quietly(Writer out) {
        try {
            append(out);
        } catch (IOException failure) {
            LOG.error(
                    "a session's log cannot be written; a restart would have to ask its hosts", failure, "file", file);
        }
    }

    // ── reading ──

    private static void read(Reader in, AtomicLong sequence, Listener to) {
        switch (in.u8()) {
            case PLANNED -> to.planned(new Plan(in.hash(), in.address(), in.u63(), new ModelId(in.string()), in.u63()));
            case OPENED -> to.opened(in.u63());
            case ASKED -> to.asked(in.u8(), AttemptCodec.read(in));
            case EXTENDED -> to.extended(in.u8(), in.u63(), in.u63());
            case SETTLED -> {
                long at = in.u63();
                sequence.accumulateAndGet(at, Math::max);
                int lane = in.u8();
                long attempt = in.u63();
                long keyId = in.u63();
                int cause = in.u8();
                long millis = in.u63();
                to.settled(lane, attempt, keyId, in.bytes(), cause(cause), millis, at);
            }
            case ENDED -> to.ended(in.u8(), in.u63(), in.i64());
            case LEFT -> to.left(in.u8());
            default -> throw new stoa.types.codec.Corrupt("an entry of a newer gateway");
        }
    }

    private static ReceiptCheck.@Nullable Cause cause(int number) {
        var causes = ReceiptCheck.Cause.values();
        if (number > causes.length) throw new stoa.types.codec.Corrupt("a cause of a newer gateway");
        return number == 0 ? null : causes[number - 1];
    }
}
