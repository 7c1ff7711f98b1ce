// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.Snapshot;
import stoa.kit.crypto.Digests;
import stoa.protocol.State;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.StateEntry;
import stoa.types.codec.Keys;
import stoa.types.merkle.Ics23;
import stoa.types.state.StateKey;

/// The state after one block, for ever the same. Any thread. Once the height is cleared away reading throws
/// [HeightUnavailable].
public final class CommittedState implements State {
    private final StateStore owner;
    private final KeyValue store;
    private final TreeReader tree;
    private final long height;
    private final Hash root;

    CommittedState(StateStore owner, KeyValue store, Pages pages, long height, @Nullable Slot slot) {
        this.owner = owner;
        this.store = store;
        this.tree = new TreeReader(pages, slot);
        this.height = height;
        this.root = slot == null ? Hash.ZERO : slot.hash();
    }

    public long height() {
        return height;
    }

    public Hash root() {
        return root;
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        return get(key.path(Digests.INSTANCE));
    }

    /// The value, or its absence, with the proof.
    public StateEntry prove(StateKey key) {
        var path = key.path(Digests.INSTANCE);
        try {
            var proof = tree.prove(path, Digests.INSTANCE);
            Optional<byte[]> value = proof.isPresent() && proof.get() instanceof Ics23.Existence existence
                    ? Optional.of(existence.value())
                    : Optional.empty();
            return new StateEntry(
                    key, value, height, root, proof.map(Ics23.Proof::toBytes).orElse(Bytes.EMPTY));
        } catch (Pages.MissingPage missing) {
            throw owner.explain(missing, height);
        }
    }

    @Override
    public List<Entry> scan(byte table, byte[] from, byte[] prefix, int limit) {
        var start = Bytes.compare(from, prefix) > 0 ? from : prefix;
        var first = Bytes.concat(new byte[] {table}, start);
        var until = Keys.after(Bytes.concat(new byte[] {table}, prefix));
        var found = new ArrayList<Entry>();
        try (var snapshot = store.snapshot()) {
            var gone = removedSince(snapshot, first, until);
            if (limit > 0)
                snapshot.scan(Column.KEYS, first, until, (name, _) -> {
                    while (!gone.isEmpty() && Bytes.compare(gone.first(), name) < 0 && found.size() < limit)
                        add(gone.removeFirst(), found);
                    if (!gone.isEmpty() && Bytes.compare(gone.first(), name) == 0) gone.removeFirst();
                    if (found.size() < limit) add(name, found);
                    return found.size() < limit;
                });
            while (!gone.isEmpty() && found.size() < limit) add(gone.removeFirst(), found);
        }
        return found;
    }

    /// Reads ahead what these keys need, in parallel; a hint, which changes nothing but the time later reads take.
    public void warm(List<StateKey> keys) {
        owner.warm(tree, keys);
    }

    /// Visits every entry, in the order of the tree, until the visitor says false. A caller that takes long keeps the
    /// height from being cleared away with [StateStore#pin].
    public void forEach(BiPredicate<StateKey, byte[]> visitor) {
        try {
            tree.walk(Hash.ZERO, entry -> visitor.test(entry.key(), entry.value()));
        } catch (Pages.MissingPage missing) {
            throw owner.explain(missing, height);
        }
    }

    /// Keys of a range that were removed after this height: the key column knows the newest state only.
    private NavigableSet<byte[]> removedSince(Snapshot snapshot, byte[] first, byte[] until) {
        var gone = new TreeSet<byte[]>(Bytes::compare);
        long newest = HeightTable.newest(snapshot).orElse(height);
        for (long later = height + 1; later <= newest; later++) {
            var stale = HeightTable.stale(snapshot, later);
            if (stale.isEmpty()) throw owner.pruned(height);
            for (var key : stale.get().removed()) {
                byte[] name = name(key);
                if (Bytes.compare(name, first) >= 0 && (until.length == 0 || Bytes.compare(name, until) < 0))
                    gone.add(name);
            }
        }
        return gone;
    }

    private void add(byte[] name, List<Entry> found) {
        var key = new StateKey(name[0], java.util.Arrays.copyOfRange(name, 1, name.length));
        byte[] value = get(key);
        if (value != null) found.add(new Entry(key, value)); // else inserted later
    }

    private byte @Nullable [] get(Hash path) {
        try {
            return tree.get(path);
        } catch (Pages.MissingPage missing) {
            throw owner.explain(missing, height);
        }
    }

    /// A key as the key column has it.
    static byte[] name(StateKey key) {
        return Bytes.concat(new byte[] {key.table()}, key.key());
    }
}
