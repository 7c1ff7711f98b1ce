// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.epochs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.types.Bytes;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.Host;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Table;
import stoa.types.state.Tables;

/// Who has proven what on which model.
public final class Standings {
    private static final int CHUNK = 256;

    private Standings() {}

    /// [PRC-2] Units per second that active hosts of the model have proven together.
    public static long capacity(State state, ModelId model) {
        var rates = new ArrayList<Long>();
        each(state, Tables.STANDING, Tables.standingOf(model), row -> {
            if (serves(state, row.key())) rates.add(row.value().provenRate());
        });
        long sum = 0;
        for (long rate : rates) sum = Weights.plus(sum, rate);
        return sum;
    }

    /// Whether the host is active and serves the model.
    static boolean serves(State state, StandingKey key) {
        Host host = state.find(Tables.HOSTS, key.host()).orElseThrow();
        return !host.retired() && host.models().contains(key.model());
    }

    /// Every row of a table under a prefix, in order.
    static <K, V> void each(State state, Table<K, V> table, byte[] prefix, Consumer<State.Row<K, V>> visit) {
        byte[] from = Bytes.EMPTY;
        List<State.Row<K, V>> rows;
        do {
            rows = state.scan(table, from, prefix, CHUNK);
            rows.forEach(visit);
            if (!rows.isEmpty())
                from = Bytes.concat(table.keys().encode(rows.getLast().key()), new byte[1]);
        } while (rows.size() == CHUNK);
    }

    // ── evolve ──

    /// [EPO-2] A standing of nothing is no standing.
    public static void set(Draft draft, Event.StandingSet event) {
        var key = new StandingKey(event.model(), event.host());
        if (event.provenRate() == 0) draft.remove(Tables.STANDING, key);
        else draft.put(Tables.STANDING, key, new Standing(event.provenRate(), event.weight(), event.backed()));
    }
}
