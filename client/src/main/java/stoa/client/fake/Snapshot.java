// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.kit.crypto.Digests;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.merkle.Ics23;
import stoa.types.merkle.StateTree;
import stoa.types.state.StateKey;

/// The state after one block, never changed once made. The tree over it is built when somebody asks for a proof.
final class Snapshot {
    private final NavigableMap<StateKey, byte[]> rows;
    private @Nullable StateTree tree;

    Snapshot(NavigableMap<StateKey, byte[]> rows) {
        this.rows = rows;
    }

    Optional<byte[]> get(StateKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    TreeMap<StateKey, byte[]> copy() {
        return new TreeMap<>(rows);
    }

    List<Ledger.Row> scan(byte table, byte[] prefix, byte[] after, int most) {
        boolean first = Bytes.compare(after, prefix) < 0;
        var out = new ArrayList<Ledger.Row>();
        for (var row :
                rows.tailMap(new StateKey(table, first ? prefix : after), first).entrySet()) {
            var key = row.getKey();
            if (key.table() != table || !startsWith(key.key(), prefix) || out.size() == most) break;
            out.add(new Ledger.Row(key.key(), row.getValue()));
        }
        return out;
    }

    synchronized Hash root() {
        return tree().root();
    }

    /// Empty bytes for an empty tree, whose root says it all.
    synchronized byte[] prove(StateKey key) {
        return tree().prove(key.path(Digests.INSTANCE))
                .map(Ics23.Proof::toBytes)
                .orElse(Bytes.EMPTY);
    }

    private StateTree tree() {
        if (tree == null) {
            var entries = new TreeMap<Hash, byte[]>();
            rows.forEach((key, value) -> entries.put(key.path(Digests.INSTANCE), value));
            tree = StateTree.of(Digests.INSTANCE, entries);
        }
        return tree;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Bytes.compare(java.util.Arrays.copyOf(key, prefix.length), prefix) == 0;
    }
}
