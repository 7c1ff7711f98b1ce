// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Seen;
import stoa.kit.log.Log;
import stoa.types.Usage;

/// Grants a running answer its next increments: money from the key's budget, room in the lane (topped up where
/// needed), and a voucher posted beside the stream. When money ends the host is told so at once, and ends the
/// answer with `length`. Works beside the stream's reader, so that no event waits for it.
final class Increments {
    private static final Log LOG = Log.of(Increments.class);
    private static final Duration TOP_UP_PATIENCE = Duration.ofSeconds(6);
    /// A host asks a little before it runs dry, and what it sent may still be under way.
    private static final long AHEAD_UNITS = Ask.INCREMENT / 2;
    private static final long NONE = -1;

    private final Exchange.Services services;
    private final Sent sent;
    private final AtomicBoolean granting = new AtomicBoolean();
    private final AtomicLong wish = new AtomicLong(NONE);
    private volatile long grantedUnits;
    private volatile long deliveredBytes;
    private volatile boolean over;

    Increments(Exchange.Services services, Sent sent) {
        this.services = services;
        this.sent = sent;
        this.grantedUnits = sent.ask().firstOutput();
    }

    /// Bytes of content that came so far.
    void delivered(long contentBytes) {
        deliveredBytes = contentBytes;
    }

    /// The host's wish: request id and the ceiling it wants.
    void asked(String text) {
        long ceiling = ceiling(text);
        if (ceiling < 0 || over) return;
        wish.set(ceiling);
        if (granting.compareAndSet(false, true))
            Thread.ofVirtual().name("increment").start(this::grantAll);
    }

    /// One after the other: the host may wish again before the answer to our last voucher is back.
    private void grantAll() {
        do {
            try {
                for (long next = wish.getAndSet(NONE); next != NONE && !over; next = wish.getAndSet(NONE)) grant(next);
            } catch (IOException failure) {
                LOG.debug(
                        "an increment did not reach its host",
                        "host",
                        sent.lane().host(),
                        "why",
                        failure.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                granting.set(false);
            }
        } while (wish.get() != NONE && !over && granting.compareAndSet(false, true));
    }

    void close() {
        over = true;
    }

    private static long ceiling(String text) {
        int space = text.lastIndexOf(' ');
        var digits = text.substring(space + 1);
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    }

    private void grant(long ceiling) throws IOException, InterruptedException {
        var why = refusal();
        if (!why.isEmpty()) {
            services.metrics().cut(why);
            tell(OptionalLong.empty());
            return;
        }
        var ride = tell(OptionalLong.of(sent.attempt().reserved()));
        if (ride < ceiling) sent.lane().catchUpSoon(services.clock().millis()); // it holds receipts we do not know
    }

    /// Sets the next increment aside; empty when that worked, otherwise why it cannot be.
    private String refusal() throws IOException, InterruptedException {
        // A stream shows what was delivered. Whoever asks for more without delivering would only raise what is at risk.
        boolean ahead = sent.ask().stream() && Seen.unitsMost(sent.ask(), deliveredBytes) + AHEAD_UNITS < grantedUnits;
        if (ahead) return "host";
        long context = sent.query().offer().model().context();
        long units = Math.min(grantedUnits + Ask.INCREMENT, sent.ask().outputBound(context));
        long open = sent.prices().cost(new Usage(sent.inputUnits(), 0, units)).obol();
        if (!(sent.money().raise(open) instanceof Money.Raise.Done)) return "budget";
        long reserved = Math.max(open, sent.attempt().reserved());
        if (!sent.lane().extend(sent.attempt(), open, reserved)) {
            long missing = open - sent.attempt().reserved();
            boolean toppedUp = !over && sent.query().desk().topUp(sent.lane(), missing, TOP_UP_PATIENCE);
            if (!toppedUp || !sent.lane().extend(sent.attempt(), open, reserved)) return "allowance";
        }
        grantedUnits = units;
        return "";
    }

    /// Posts the newest voucher with word on this answer; returns its ceiling.
    private long tell(OptionalLong reserved) throws IOException {
        long now = services.clock().millis();
        var ride = sent.lane().ride(now);
        if (services.link().increment(sent.endpoint(), ride.bytes(), sent.attempt(), reserved))
            sent.lane().delivered(ride, now);
        return ride.voucher().ceiling().obol();
    }
}
