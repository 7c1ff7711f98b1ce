// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int READ_AHEAD_FROM = 16;

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
        var found = new ArrayList<Entry>();
        byte[] first = Bytes.concat(new byte[] {table}, Bytes.compare(from, prefix) > 0 ? from : prefix);
        byte[] until = Keys.after(Bytes.concat(new byte[] {table}, prefix));
        try (var snapshot = store.snapshot()) {
            var gone = removedSince(snapshot, first, until);
            while (found.size() < limit) {
                int wanted = limit - found.size();
                var names = names(snapshot, gone, first, until, wanted);
                read(names, found);
                if (names.size() < wanted) break;
                byte[] last = names.getLast();
                first = Arrays.copyOf(last, last.length + 1);
            }
        }
        return found;
    }

    /// Reads ahead what these keys need, in parallel; a hint, which changes nothing but the time later reads take.
    public void warm(List<StateKey> keys) {
        try {
            owner.warm(tree, keys);
        } catch (Pages.MissingPage _) {
            // Whoever really reads will be told.
        }
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

    /// Keys of a range that may be in this state, in order: those of the newest state and those removed since.
    private static List<byte[]> names(
            Snapshot snapshot, NavigableSet<byte[]> gone, byte[] first, byte[] until, int limit) {
        var names = new ArrayList<byte[]>();
        snapshot.scan(Column.KEYS, first, until, (name, _) -> {
            while (!gone.isEmpty() && Bytes.compare(gone.first(), name) < 0 && names.size() < limit)
                names.add(gone.removeFirst());
            if (!gone.isEmpty() && Bytes.compare(gone.first(), name) == 0) gone.removeFirst();
            if (names.size() < limit) names.add(name);
            return names.size() < limit;
        });
        while (!gone.isEmpty() && names.size() < limit) names.add(gone.removeFirst());
        return names;
    }

    private void read(List<byte[]> names, List<Entry> found) {
        var keys = new ArrayList<StateKey>(names.size());
        for (byte[] name : names) keys.add(new StateKey(name[0], Arrays.copyOfRange(name, 1, name.length)));
        if (keys.size() >= READ_AHEAD_FROM) warm(keys);
        for (var key : keys) {
            byte[] value = get(key);
            if (value != null) found.add(new Entry(key, value)); // else inserted later
        }
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
