// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.due.Step;
import stoa.protocol.hosts.Hosts;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Pending;
import stoa.types.state.PendingKey;
import stoa.types.state.Tables;

/// Payments wait in buckets of (host, session, time) until they can no longer be taken back, then split.
public final class Payments {
    private Payments() {}

    // ── rule ──

    /// [MKT-9] Burn and checks are rounded down; the dust is the host's.
    public static Step release(State state, World world, Due.Release due) {
        var key = due.key();
        var pending = state.find(Tables.PENDING, key);
        if (pending.isEmpty()) return Step.NOTHING;
        var amount = pending.get().amount();
        var burned = amount.shareDown(world.params().burnPercent(), 100);
        var checks = amount.shareDown(world.params().checksPercent(), 100);
        var paid = amount.minus(burned).minus(checks);
        var owner = Hosts.of(state, key.host()).owner();
        return Step.of(new Event.PaymentReleased(
                key.host(), key.session(), key.bucket(), key.uncovered(), owner, burned, checks, paid));
    }

    // ── evolve ──

    /// [MKT-8]
    static void pend(Draft draft, Address host, long session, ModelId model, Amount paid, Waiting waiting) {
        if (paid.isZero()) return;
        var before = Hosts.of(draft, host);
        draft.put(Tables.HOSTS, host, before.withPending(before.pending().plus(paid)));
        var covered = new PendingKey(host, session, waiting.bucket(), false);
        add(draft, covered, model, waiting.covered(), waiting.coveredDueSeconds());
        var uncovered = new PendingKey(host, session, waiting.bucket(), true);
        add(draft, uncovered, model, paid.minus(waiting.covered()), waiting.uncoveredDueSeconds());
    }

    private static void add(Draft draft, PendingKey key, ModelId model, Amount amount, long dueSeconds) {
        if (amount.isZero()) return;
        var before = draft.find(Tables.PENDING, key);
        if (before.isPresent()) {
            var sum = before.get().amount().plus(amount);
            draft.put(Tables.PENDING, key, new Pending(model, sum, before.get().dueSeconds()));
            return;
        }
        draft.put(Tables.PENDING, key, new Pending(model, amount, dueSeconds));
        draft.put(Tables.DUE, new Due.Release(dueSeconds, key), One.ONE);
    }

    public static void released(Draft draft, Event.PaymentReleased event) {
        var key = key(event);
        var amount = draft.find(Tables.PENDING, key).orElseThrow().amount();
        draft.remove(Tables.PENDING, key);
        var host = Hosts.of(draft, event.host());
        draft.put(Tables.HOSTS, event.host(), host.withPending(host.pending().minus(amount)));
        Accounts.credit(draft, event.owner(), event.paid());
    }

    public static PendingKey key(Event.PaymentReleased event) {
        return new PendingKey(event.host(), event.session(), event.bucket(), event.uncovered());
    }
}
