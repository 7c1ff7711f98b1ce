// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.chance;

import java.util.List;
import java.util.TreeSet;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.chain.SeedSignature;
import stoa.types.event.Event;
import stoa.types.state.Chance;
import stoa.types.state.One;
import stoa.types.state.Tables;

/// Every block's proposer adds a signature that nobody could choose.
public final class Seeds {
    /// The most validators a network has; their table is read whole.
    private static final int MOST_VALIDATORS = 1_000;
    private static final int ENOUGH_PROPOSERS = 4;

    private Seeds() {}

    /// [CHN-1] What a proposer signs.
    public static byte[] message(Hash genesisHash, long height, Hash previous) {
        return Bytes.concat(genesisHash.bytes(), Bytes.ofLong(height), previous.bytes());
    }

    /// [CHN-1]
    public static Hash next(Hashing hashing, Hash previous, SeedSignature sigma) {
        return hashing.sha256(previous.bytes(), sigma.bytes());
    }

    public static Chance of(State state) {
        return state.find(Tables.CHANCE, One.ONE).orElseThrow();
    }

    /// [CHN-3] Draws entered at this height or before are decided by the seed of `height`, which is in the state
    /// already: enough distinct proposers have signed since, or the longest wait is over. Alone, a validator
    /// decides in the next block.
    public static long decidable(State state, long height) {
        int validators = Math.max(1, validators(state));
        if (validators == 1) return height - 1;
        int enough = Math.min(ENOUGH_PROPOSERS, validators - (validators - 1) / 3);
        long longest = 3L * validators;
        var proposers = new TreeSet<Address>();
        long since = height;
        for (; since > height - longest && since > 0 && proposers.size() < enough; since--)
            state.find(Tables.PROPOSERS, since).ifPresent(proposers::add);
        boolean signed = proposers.size() >= enough;
        return Math.max(signed ? since : 0, height - longest); // two proposers at least, so two blocks at least
    }

    private static int validators(State state) {
        return state.scan(Tables.VALIDATORS.prefix(), Bytes.EMPTY, Bytes.EMPTY, MOST_VALIDATORS)
                .size();
    }

    // ── evolve ──

    /// Proposers are remembered as long as the longest wait.
    public static void signed(Draft draft, Event.SeedSigned event) {
        draft.put(Tables.CHANCE, One.ONE, new Chance(event.height(), event.seed()));
        draft.put(Tables.PROPOSERS, event.height(), event.proposer());
        long oldest = event.height() - 3L * Math.max(1, validators(draft));
        List<State.Row<Long, Address>> old = draft.scan(Tables.PROPOSERS, Bytes.EMPTY, Bytes.EMPTY, 4);
        for (var row : old) if (row.key() < oldest) draft.remove(Tables.PROPOSERS, row.key());
    }
}
