// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.due;

import java.util.Optional;
import java.util.OptionalLong;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.types.Bytes;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Tables;

/// One queue of everything that falls due, ordered by (second, kind, id). [DUE-1]
public final class DueQueue {
    private static final int CHUNK = 256;

    private DueQueue() {}

    /// Does one item; what it returns takes the item's place in the queue.
    @FunctionalInterface
    public interface Work {
        Optional<Due> run(Due due);
    }

    /// [DUE-1] [DUE-2] Runs what is due, in order, at most `budget` items; the rest waits for the next block. An item
    /// that comes again at once is run again at once.
    public static void run(Draft draft, long nowSeconds, int budget, Work work) {
        byte[] from = Bytes.EMPTY;
        int left = budget;
        while (left > 0) {
            var rows = draft.scan(Tables.DUE, from, Bytes.EMPTY, Math.min(left, CHUNK));
            for (var row : rows) {
                if (row.key().seconds() > nowSeconds) return;
                left = drain(draft, row.key(), nowSeconds, left, work);
                if (left == 0) return;
            }
            if (rows.isEmpty()) return;
            from = Bytes.concat(Tables.DUE.keys().encode(rows.getLast().key()), new byte[1]);
        }
    }

    private static int drain(Draft draft, Due first, long nowSeconds, int budget, Work work) {
        int left = budget;
        var due = first;
        while (due.seconds() <= nowSeconds && left > 0) {
            if (draft.find(Tables.DUE, due).isEmpty()) return left; // an item before it took it away
            draft.remove(Tables.DUE, due);
            left--;
            var next = work.run(due);
            if (next.isEmpty()) return left;
            due = next.get();
            draft.put(Tables.DUE, due, One.ONE);
        }
        return left;
    }

    /// When the first item falls due.
    public static OptionalLong nextSeconds(State state) {
        var rows = state.scan(Tables.DUE, Bytes.EMPTY, Bytes.EMPTY, 1);
        return rows.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(rows.getFirst().key().seconds());
    }

    /// [DUE-3] The same item at another time.
    public static Due at(Due due, long seconds) {
        return switch (due) {
            case Due.Decide _ -> new Due.Decide(seconds);
            case Due.PriceStep step -> new Due.PriceStep(seconds, step.model());
            case Due.SessionTurn turn -> new Due.SessionTurn(seconds, turn.session());
            case Due.Release release -> new Due.Release(seconds, release.key());
            case Due.Unbond unbond -> new Due.Unbond(seconds, unbond.host(), unbond.number());
            case Due.Revocation revocation -> new Due.Revocation(seconds, revocation.delegation(), revocation.after());
            case Due.CaseTurn turn -> new Due.CaseTurn(seconds, turn.caseId());
        };
    }
}
