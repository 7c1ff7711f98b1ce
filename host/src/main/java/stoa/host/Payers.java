// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import stoa.host.rules.Admission;
import stoa.host.rules.CreditLine;
import stoa.kit.io.Journal;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.state.Fields;

/// What this host knows of its payers, over all their sessions: what they settled and what they disputed. The measure
/// of credit [SRV-10], so it outlives the process; the height up to which blocks were counted stands beside it, and
/// whatever was settled while the host was down is counted when it comes back.
final class Payers implements AutoCloseable {
    private static final Log LOG = Log.of(Payers.class);
    private static final int SETTLED = 1;
    private static final int DISPUTED = 2;
    private static final int LINE = 3;
    private static final long LONG_BYTES = 1 << 20;
    /// Blocks without a payment after which the height is written all the same.
    private static final long MARK_EVERY = 1_000;
    private static final int PAYERS_MOST = 1 << 20;

    private final Journal journal;
    private final Map<Address, Line> lines = new ConcurrentHashMap<>();
    private long followed = -1;
    private long marked = -1;

    private Payers(Path file) throws IOException {
        journal = Journal.open(file, this::replay);
        marked = followed;
        if (journal.length() > LONG_BYTES) journal.rewrite(records());
    }

    static Payers open(Path file) throws IOException {
        try {
            return new Payers(file);
        } catch (Corrupt e) {
            throw new IOException(file + " holds what this program cannot read: " + e.getMessage(), e);
        }
    }

    /// One payer's credit. Any thread.
    final class Line {
        private final Address payer;
        private final CreditLine line;

        private Line(Address payer, CreditLine line) {
            this.payer = payer;
            this.line = line;
        }

        /// Tries to draw on the credit.
        ///
        /// @param attempt given what the lane may draw in all, says what came of it
        synchronized Admission draw(Amount drawnByLane, Function<Amount, Drawing> attempt) {
            var drawing = attempt.apply(line.usable(drawnByLane));
            line.redraw(drawnByLane, drawing.overdraft());
            return drawing.admission();
        }

        synchronized void redraw(Amount before, Amount now) {
            line.redraw(before, now);
        }

        synchronized boolean trusted() {
            return line.trusted();
        }

        /// The payer voided receipts. What cannot be written down is forgotten with the process, to the payer's good.
        void disputed(Amount cost) {
            synchronized (this) {
                line.disputed(cost);
            }
            LOG.warn("a payer voids receipts", "payer", payer, "obol", cost.obol());
            var out = new Writer(32).u8(DISPUTED).address(payer);
            Fields.amount(out, cost);
            try {
                journal.append(out.toBytes());
            } catch (IOException e) {
                LOG.error("a dispute could not be written down", e, "payer", payer);
            }
        }

        synchronized Amount drawn() {
            return line.drawn();
        }

        synchronized Amount settled() {
            return line.settled();
        }

        private synchronized void add(Amount settled) {
            line.settled(settled);
        }

        private synchronized byte[] record(long height) {
            var out = new Writer(48).u8(LINE).i64(height).address(payer);
            Fields.amount(out, line.settled());
            Fields.amount(out, line.disputed());
            return out.toBytes();
        }
    }

    /// @param overdraft what the lane draws after the attempt
    record Drawing(Admission admission, Amount overdraft) {}

    Line of(Address payer) {
        return lines.computeIfAbsent(payer, _ -> new Line(payer, new CreditLine(Amount.ZERO, Amount.ZERO)));
    }

    /// The last block counted; −1 for none.
    long followed() {
        return followed;
    }

    /// Counts one block, once. By the thread that follows the ledger.
    void settled(long height, Map<Address, Amount> paid) throws IOException {
        if (height <= followed) return;
        if (!paid.isEmpty() || height >= marked + MARK_EVERY) {
            write(height, paid);
            marked = height;
        }
        paid.forEach((payer, amount) -> of(payer).add(amount));
        followed = height;
    }

    private void write(long height, Map<Address, Amount> paid) throws IOException {
        var out = new Writer(16 + 28 * paid.size()).u8(SETTLED).i64(height);
        out.list(PAYERS_MOST, List.copyOf(paid.entrySet()), (to, entry) -> {
            to.address(entry.getKey());
            Fields.amount(to, entry.getValue());
        });
        journal.append(out.toBytes());
    }

    private void replay(byte[] record) {
        var in = new Reader(record);
        switch (in.u8()) {
            case SETTLED -> {
                followed = Math.max(followed, in.i64());
                in.list(PAYERS_MOST, each -> {
                    of(each.address()).add(Fields.amount(each));
                    return true;
                });
            }
            case DISPUTED -> of(in.address()).line.disputed(Fields.amount(in));
            case LINE -> {
                followed = Math.max(followed, in.i64());
                var payer = in.address();
                lines.put(payer, new Line(payer, new CreditLine(Fields.amount(in), Fields.amount(in))));
            }
            default -> throw new Corrupt("a record of a newer host");
        }
        in.end();
    }

    private List<byte[]> records() {
        var out = new ArrayList<byte[]>(lines.size());
        for (var line : lines.values()) out.add(line.record(followed));
        return out;
    }

    void sync() throws IOException {
        journal.sync();
    }

    @Override
    public void close() throws IOException {
        if (followed > marked) write(followed, Map.of());
        journal.close();
    }
}
