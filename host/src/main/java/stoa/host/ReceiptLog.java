// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import stoa.kit.io.Journal;
import stoa.kit.log.Log;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;

/// What a host must not forget: every receipt it signed and the vouchers it relied on, in append-only segments. A segment
/// is dropped when it is older than the evidence must be kept. A record is with the operating system before anyone is
/// served or answered because of it, so `kill -9` loses nothing.
final class ReceiptLog implements AutoCloseable {
    private static final Log LOG = Log.of(ReceiptLog.class);
    private static final byte VOUCHER = 1;
    private static final byte RECEIPT = 2;
    private static final long SEGMENT_BYTES = 64L << 20;

    private final Path folder;
    private final Duration kept;
    private final InstantSource clock;
    private final Object turn = new Object();
    private Journal current;
    private int number;

    /// One record of the log, in the order in which it was written.
    sealed interface Entry {
        record Voucher(SignedVoucher signed) implements Entry {}

        record Receipt(SignedReceipt signed) implements Entry {}
    }

    private ReceiptLog(Path folder, Duration kept, InstantSource clock, Journal current, int number) {
        this.folder = folder;
        this.kept = kept;
        this.clock = clock;
        this.current = current;
        this.number = number;
    }

    /// Replays all kept segments and opens the last one for more.
    static ReceiptLog open(
            Path folder, Promises promises, Duration kept, InstantSource clock, Consumer<Entry> replay)
            throws IOException {
        Files.createDirectories(folder);
        var segments = segments(folder);
        for (int i = 0; i < segments.size() - 1; i++)
            Journal.open(file(folder, segments.get(i)), record -> replay.accept(read(promises, record)))
                    .close();
        int last = segments.isEmpty() ? 0 : segments.getLast();
        var journal = Journal.open(file(folder, last), record -> replay.accept(read(promises, record)));
        return new ReceiptLog(folder, kept, clock, journal, last);
    }

    void voucher(SignedVoucher voucher) throws IOException {
        append(VOUCHER, Promises.bytes(voucher));
    }

    void receipt(SignedReceipt receipt) throws IOException {
        append(RECEIPT, Promises.bytes(receipt));
    }

    /// Begins a new segment when the present one is full and drops those past their time. Called now and then.
    void tidy() throws IOException {
        synchronized (turn) {
            current.sync();
            if (current.length() > SEGMENT_BYTES) {
                current.close();
                number++;
                current = Journal.open(file(folder, number), _ -> {});
            }
        }
        var oldest = clock.instant().minus(kept);
        for (int segment : segments(folder)) {
            var file = file(folder, segment);
            if (segment != number && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                Files.delete(file);
                LOG.info("evidence past its time dropped", "segment", segment);
            }
        }
    }

    private void append(byte kind, byte[] bytes) throws IOException {
        var record = new byte[bytes.length + 1];
        record[0] = kind;
        System.arraycopy(bytes, 0, record, 1, bytes.length);
        synchronized (turn) {
            current.append(record);
        }
    }

    private static Entry read(Promises promises, byte[] record) {
        var bytes = java.util.Arrays.copyOfRange(record, 1, record.length);
        try {
            return switch (record[0]) {
                case VOUCHER -> new Entry.Voucher(promises.voucher(bytes));
                case RECEIPT -> new Entry.Receipt(promises.receipt(bytes));
                default -> throw new Malformed("a record of kind " + record[0]);
            };
        } catch (Malformed e) {
            throw new IllegalStateException("the host's log holds what this program cannot read: " + e.getMessage(), e);
        }
    }

    private static List<Integer> segments(Path folder) throws IOException {
        var out = new ArrayList<Integer>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.matches("receipts-[0-9]{1,9}\\.log"))
                    out.add(Integer.parseInt(name.substring(9, name.length() - 4)));
            }
        }
        out.sort(null);
        return out;
    }

    private static Path file(Path folder, int number) {
        return folder.resolve("receipts-" + number + ".log");
    }

    @Override
    public void close() throws IOException {
        synchronized (turn) {
            current.close();
        }
    }
}
