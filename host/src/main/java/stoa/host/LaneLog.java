// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import stoa.host.rules.LaneBook;
import stoa.kit.io.Journal;
import stoa.types.Amount;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.market.Promises;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.merkle.MountainRange;
import stoa.types.state.Fields;

/// What a host must not forget of one lane: the vouchers it relies on, every receipt and release it signed. One file
/// for each lane, so a closed session's are put away by moving them. A record is with the operating system before
/// anybody is served or answered because of it, so `kill -9` loses nothing. [SRV-28]
///
/// Now and then the lane's whole state is written as one record; a restart reads on from the last of them.
final class LaneLog implements AutoCloseable {
    /// Receipts between two records of the whole state.
    static final int CHECK_EVERY = 4_096;

    private static final int VOUCHER = 1;
    private static final int RECEIPT = 2;
    private static final int RELEASE = 3;
    private static final int CHECK = 4;

    private final Journal journal;
    private final Promises ours;
    private final Promises theirs;
    /// Where to read on to find receipts from an index on.
    private final TreeMap<Long, Long> offsets = new TreeMap<>();
    private int sinceCheck;
    private volatile boolean dirty;

    /// One record, in the order in which it was written.
    sealed interface Entry {
        record Voucher(SignedVoucher signed) implements Entry {}

        record Receipt(SignedReceipt signed) implements Entry {}

        record Release(Amount base, Amount amount) implements Entry {}

        /// @param unvouched receipts the saved book waits with for a voucher
        record Check(LaneBook.Saved book, List<SignedReceipt> unvouched) implements Entry {}
    }

    private LaneLog(Journal journal, Promises ours, Promises theirs) {
        this.journal = journal;
        this.ours = ours;
        this.theirs = theirs;
    }

    /// What opening a log gives: the log, and what a restart must do again, from the last whole state on.
    record Opened(LaneLog log, List<Entry> entries) {}

    /// @param ours reads receipts and knows that this host signed them
    /// @param theirs reads vouchers and knows that the session key signed them: both were checked before they were
    /// written
    static Opened open(Path file, Promises ours, Promises theirs) throws IOException {
        var records = new ArrayList<byte[]>();
        var journal = Journal.open(file, record -> {
            if (record[0] == CHECK) records.clear();
            records.add(record);
        });
        try {
            var log = new LaneLog(journal, ours, theirs);
            var entries = new ArrayList<Entry>(records.size());
            for (var record : records) entries.add(log.entry(record));
            return new Opened(log, entries);
        } catch (Malformed | Corrupt e) {
            journal.close();
            throw new IOException(file + " holds what this program cannot read: " + e.getMessage(), e);
        }
    }

    // ── writing, under the lane's lock ──

    void voucher(byte[] signed) throws BooksFailure {
        append(new Writer(1 + signed.length).u8(VOUCHER).raw(signed));
    }

    void receipt(byte[] signed) throws BooksFailure {
        append(new Writer(1 + signed.length).u8(RECEIPT).raw(signed));
        sinceCheck++;
    }

    void release(Amount base, Amount amount) throws BooksFailure {
        var out = new Writer(17).u8(RELEASE);
        Fields.amount(out, base);
        Fields.amount(out, amount);
        append(out);
    }

    boolean wantsCheck() {
        return sinceCheck >= CHECK_EVERY;
    }

    /// @param next index of the next receipt
    void check(LaneBook.Saved book, Collection<SignedReceipt> unvouched, long next) throws BooksFailure {
        var out = new Writer(512).u8(CHECK);
        out.optional(book.best(), (to, voucher) -> to.raw(Promises.bytes(voucher)));
        book.vouched().write(out);
        out.bool(book.rootKnown());
        Fields.amount(out, book.disputed());
        Fields.amount(out, book.released());
        Fields.amount(out, book.offered());
        out.list(Integer.MAX_VALUE, List.copyOf(unvouched), (to, signed) -> to.raw(Promises.bytes(signed)));
        long end = append(out);
        sinceCheck = 0;
        synchronized (offsets) {
            offsets.put(next, end);
        }
    }

    private long append(Writer record) throws BooksFailure {
        try {
            long end = journal.append(record.toBytes());
            dirty = true;
            return end;
        } catch (IOException e) {
            throw new BooksFailure(e);
        }
    }

    // ── reading ──

    /// Receipts from an index on, in order. `from` must not be that of one still to be signed: the whole file would
    /// be read for nothing.
    List<SignedReceipt> receipts(long from, int most) throws IOException {
        long offset;
        synchronized (offsets) {
            var check = offsets.floorEntry(from);
            offset = check == null ? 0 : check.getValue();
        }
        var found = new ArrayList<SignedReceipt>();
        try {
            journal.read(offset, record -> {
                if (record[0] != RECEIPT) return true;
                var receipt = readReceipt(payload(record));
                if (receipt.receipt().index() >= from) found.add(receipt);
                return found.size() < most;
            });
        } catch (Corrupt e) {
            throw new IOException("a receipt in the log cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private SignedReceipt readReceipt(byte[] bytes) {
        try {
            return ours.receipt(bytes);
        } catch (Malformed e) {
            throw new Corrupt(String.valueOf(e.getMessage()));
        }
    }

    private Entry entry(byte[] record) throws Malformed {
        return switch (record[0]) {
            case VOUCHER -> new Entry.Voucher(theirs.voucher(payload(record)));
            case RECEIPT -> new Entry.Receipt(ours.receipt(payload(record)));
            case RELEASE ->
                Reader.parse(payload(record), in -> new Entry.Release(Fields.amount(in), Fields.amount(in)));
            case CHECK -> Reader.parse(payload(record), this::check);
            default -> throw new Malformed("a record of kind " + record[0]);
        };
    }

    private Entry.Check check(Reader in) {
        var best = in.optional(each -> readVoucher(each.raw(SignedSizes.VOUCHER)));
        var range = MountainRange.read(in);
        var book = new LaneBook.Saved(best, range, in.bool(), Fields.amount(in), Fields.amount(in), Fields.amount(in));
        return new Entry.Check(book, in.list(Integer.MAX_VALUE, each -> readReceipt(each.raw(SignedSizes.RECEIPT))));
    }

    private SignedVoucher readVoucher(byte[] bytes) {
        try {
            return theirs.voucher(bytes);
        } catch (Malformed e) {
            throw new Corrupt(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] payload(byte[] record) {
        return Arrays.copyOfRange(record, 1, record.length);
    }

    // ── the file ──

    /// What was written survives the loss of power.
    void sync() throws IOException {
        if (!dirty) return;
        dirty = false;
        journal.sync();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
