// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.merkle.Ics23;
import stoa.types.state.StateKey;

/// Reads one version of the tree, from its root down. Any thread, except that `hashing` may be one thread's own.
final class TreeReader {
    private final Pages pages;
    private final @Nullable Slot root;

    /// @param root null for the empty tree
    TreeReader(Pages pages, @Nullable Slot root) {
        this.pages = pages;
        this.root = root;
    }

    /// An entry with its place in the tree.
    record Entry(Hash path, StateKey key, byte[] value) {}

    byte @Nullable [] get(Hash path) {
        var slot = root;
        for (int depth = 0; slot != null; depth++) {
            switch (pages.load(slot, depth, Nibbles.prefix(path, depth))) {
                case Bucket bucket -> {
                    int index = bucket.find(path);
                    return index < 0 ? null : bucket.value(index);
                }
                case Branch branch -> slot = branch.slot(Nibbles.at(path, depth));
            }
        }
        return null;
    }

    /// Presence with its value, or absence by the neighbours; none for an empty tree, whose root says it all.
    Optional<Ics23.Proof> prove(Hash path, Hashing hashing) {
        if (root == null) return Optional.empty();
        if (get(path) != null) return Optional.of(existence(path, hashing));
        var left = Optional.ofNullable(below(root, 0, Hash.ZERO, path)).map(found -> existence(found, hashing));
        var right = Optional.ofNullable(above(root, 0, Hash.ZERO, path)).map(found -> existence(found, hashing));
        return Optional.of(new Ics23.NonExistence(path, left, right));
    }

    /// Visits all entries in the order of their paths, from `from` inclusive, until the visitor says false.
    void walk(Hash from, Predicate<Entry> visitor) {
        if (root != null) walk(root, 0, Hash.ZERO, from, visitor);
    }

    /// Reads into the cache whatever the way to these paths, which are sorted, leads over.
    void warm(List<Hash> paths) {
        if (root == null || paths.isEmpty()) return;
        var level = List.of(new Visit(root, Hash.ZERO, paths));
        for (int at = 0; !level.isEmpty(); at++) {
            var wanted = new ArrayList<Pages.Wanted>();
            for (var visit : level)
                if (visit.slot.page() == null)
                    wanted.add(new Pages.Wanted(visit.slot, new PageKey(visit.slot.version(), at, visit.prefix)));
            pages.warm(wanted);
            var next = new ArrayList<Visit>();
            for (var visit : level)
                if (pages.load(visit.slot, at, visit.prefix) instanceof Branch branch) descend(visit, branch, at, next);
            level = next;
        }
    }

    /// A page to be read, and what is looked for below it.
    private record Visit(Slot slot, Hash prefix, List<Hash> paths) {}

    private static void descend(Visit visit, Branch branch, int depth, List<Visit> next) {
        var paths = visit.paths;
        for (int from = 0; from < paths.size(); ) {
            int nibble = Nibbles.at(paths.get(from), depth);
            int to = from + 1;
            while (to < paths.size() && Nibbles.at(paths.get(to), depth) == nibble) to++;
            var slot = branch.slot(nibble);
            if (slot != null)
                next.add(new Visit(slot, Nibbles.append(visit.prefix, depth, nibble), paths.subList(from, to)));
            from = to;
        }
    }

    private Ics23.Existence existence(Hash path, Hashing hashing) {
        var steps = new ArrayList<Ics23.Step>();
        var slot = root;
        for (int depth = 0; slot != null; depth++) {
            switch (pages.load(slot, depth, Nibbles.prefix(path, depth))) {
                case Bucket bucket -> {
                    int index = bucket.find(path);
                    bucket.path(index, hashing, steps);
                    return new Ics23.Existence(path, bucket.value(index), steps.reversed());
                }
                case Branch branch -> {
                    int nibble = Nibbles.at(path, depth);
                    branch.path(nibble, hashing, steps);
                    slot = branch.slot(nibble);
                }
            }
        }
        throw new IllegalStateException("a path that was just found is not in the tree");
    }

    /// The greatest path below `path`, or null.
    private @Nullable Hash below(Slot slot, int depth, Hash prefix, Hash path) {
        switch (pages.load(slot, depth, prefix)) {
            case Bucket bucket -> {
                int index = bucket.find(path);
                int before = (index < 0 ? -1 - index : index) - 1;
                return before < 0 ? null : bucket.path(before);
            }
            case Branch branch -> {
                for (int nibble = Branch.WIDTH - 1; nibble >= 0; nibble--) {
                    var child = branch.slot(nibble);
                    var childPrefix = Nibbles.append(prefix, depth, nibble);
                    if (child == null || childPrefix.compareTo(path) >= 0) continue;
                    var found = below(child, depth + 1, childPrefix, path);
                    if (found != null) return found;
                }
                return null;
            }
        }
    }

    /// The least path above `path`, or null.
    private @Nullable Hash above(Slot slot, int depth, Hash prefix, Hash path) {
        switch (pages.load(slot, depth, prefix)) {
            case Bucket bucket -> {
                int index = bucket.find(path);
                int after = index < 0 ? -1 - index : index + 1;
                return after == bucket.count() ? null : bucket.path(after);
            }
            case Branch branch -> {
                for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
                    var child = branch.slot(nibble);
                    var childPrefix = Nibbles.append(prefix, depth, nibble);
                    if (child == null || childPrefix.compareTo(Nibbles.prefix(path, depth + 1)) < 0) continue;
                    var found = above(child, depth + 1, childPrefix, path);
                    if (found != null) return found;
                }
                return null;
            }
        }
    }

    private boolean walk(Slot slot, int depth, Hash prefix, Hash from, Predicate<Entry> visitor) {
        switch (pages.load(slot, depth, prefix)) {
            case Bucket bucket -> {
                for (int i = 0; i < bucket.count(); i++) {
                    var path = bucket.path(i);
                    if (path.compareTo(from) >= 0 && !visitor.test(new Entry(path, bucket.key(i), bucket.value(i))))
                        return false;
                }
                return true;
            }
            case Branch branch -> {
                for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
                    var child = branch.slot(nibble);
                    var childPrefix = Nibbles.append(prefix, depth, nibble);
                    if (child == null || childPrefix.compareTo(Nibbles.prefix(from, depth + 1)) < 0) continue;
                    if (!walk(child, depth + 1, childPrefix, from, visitor)) return false;
                }
                return true;
            }
        }
    }
}
