// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import stoa.client.Ledger;
import stoa.kit.clock.Ticker;
import stoa.types.Amount;
import stoa.types.chain.CommittedBlock;
import stoa.types.event.Event;

/// One line that shows what the network does: rewritten in place on a terminal, printed when it changed elsewhere.
public final class Activity implements AutoCloseable {
    private static final Duration TERMINAL_EVERY = Duration.ofMillis(500);
    private static final Duration FILE_EVERY = Duration.ofSeconds(10);

    private final Network network;
    private final PrintWriter out;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private final AtomicLong height = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong settledObol = new AtomicLong();
    private final AtomicLong paidObol = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Ledger.Subscription blocks;
    private final Ticker ticker;
    private String last = "";

    private Activity(Network network, PrintWriter out) {
        this.network = network;
        this.out = out;
        this.height.set(network.ledger().head().height());
        this.blocks = network.ledger().subscribe(height.get() + 1, this::look);
        this.ticker = Ticker.start("activity", terminal ? TERMINAL_EVERY : FILE_EVERY, this::show, _ -> {});
    }

    public static Activity start(Network network, PrintWriter out) {
        return new Activity(network, out);
    }

    private void look(CommittedBlock block) {
        height.set(block.height());
        refused.addAndGet(
                block.txs().stream().filter(tx -> tx.refused().isPresent()).count());
        block.events().forEach(event -> {
            switch (event) {
                case Event.SessionOpened _ -> sessions.incrementAndGet();
                case Event.LaneSettled settled ->
                    settledObol.addAndGet(settled.paid().obol());
                case Event.PaymentReleased paid ->
                    paidObol.addAndGet(paid.paid().obol());
                default -> {}
            }
        });
    }

    private void show() {
        var line = String.format(
                Locale.ROOT,
                "block %,d · %,d answers · %,d %s · %s settled · %s paid to hosts%s",
                height.get(),
                network.answers(),
                sessions.get(),
                sessions.get() == 1 ? "session" : "sessions",
                stoa(settledObol.get()),
                stoa(paidObol.get()),
                refused.get() == 0 ? "" : String.format(Locale.ROOT, " · %,d refused", refused.get()));
        if (line.equals(last)) return;
        last = line;
        var now = LocalTime.now().truncatedTo(ChronoUnit.SECONDS);
        if (terminal) out.print("\r\033[K  " + now + "  " + line);
        else out.println("  " + now + "  " + line);
        out.flush();
    }

    private static String stoa(long obol) {
        return obol < Amount.OBOL_PER_STOA / 1_000
                ? String.format(Locale.ROOT, "%,d obol", obol)
                : String.format(Locale.ROOT, "%,.4f STOA", obol / (double) Amount.OBOL_PER_STOA);
    }

    @Override
    public void close() {
        ticker.close();
        blocks.close();
    }
}
