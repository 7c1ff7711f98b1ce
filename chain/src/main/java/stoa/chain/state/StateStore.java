// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.chain.parallel.Workers;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.StoreFailure;
import stoa.protocol.Changes;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Corrupt;
import stoa.types.state.StateKey;

/// Every state of the last heights. A block is added in three steps, all by one thread: [#prepare] computes its root
/// and its writes, the caller commits those together with the block, [#publish] makes it the newest. Reading is for
/// any thread at any time.
public final class StateStore {
    /// Below this many writes a block is not worth waking other threads for.
    private static final int PARALLEL_FROM = 64;

    private static final int CLEARED_AT_ONCE = 10_000;

    private final KeyValue store;
    private final StateConfig config;
    private final Workers workers;
    private final Pages pages;
    private final Pruner pruner;
    private volatile Newest newest;

    private StateStore(KeyValue store, StateConfig config, Workers workers) {
        this.store = store;
        this.config = config;
        this.workers = workers;
        this.pages = new Pages(store, config.cacheBytes());
        this.newest = readNewest(store);
        clearUncommitted();
        this.pruner = new Pruner(store, HeightTable.oldest(store).orElse(newest.height() + 1));
    }

    public static StateStore open(KeyValue store, StateConfig config, Workers workers) {
        return new StateStore(store, config, workers);
    }

    /// @param height −1 while there is none
    private record Newest(long height, @Nullable Slot slot) {}

    /// A block's writes, ready to be committed.
    public static final class Update {
        private final long height;
        private final @Nullable Slot slot;
        private final Batch batch;
        private final TreeWriter writer;

        private Update(long height, @Nullable Slot slot, Batch batch, TreeWriter writer) {
            this.height = height;
            this.slot = slot;
            this.batch = batch;
            this.writer = writer;
        }

        public Hash root() {
            return slot == null ? Hash.ZERO : slot.hash();
        }

        /// What must be written, all or nothing.
        public Batch batch() {
            return batch;
        }

        public int pagesWritten() {
            return writer.written().size();
        }
    }

    /// The newest height; −1 before the first.
    public long height() {
        return newest.height();
    }

    /// The oldest height that can be read.
    public long oldest() {
        return pruner.oldest();
    }

    public CommittedState newest() {
        var now = newest;
        return new CommittedState(this, store, pages, now.height(), now.slot());
    }

    public CommittedState at(long height) {
        var now = newest;
        if (height == now.height()) return newest();
        if (height > now.height()) throw HeightUnavailable.ahead(height, now.height());
        if (height < pruner.oldest()) throw pruned(height);
        var root = HeightTable.root(store, height).orElseThrow(() -> pruned(height));
        return new CommittedState(this, store, pages, height, root.slot());
    }

    /// Computes the next state. Nobody sees it, and unless its batch is committed it never was: of a large block the
    /// pages below the top go to the store already, where nothing leads to them yet.
    public Update prepare(long height, Changes changes) {
        var before = newest;
        if (before.height() >= 0 && height != before.height() + 1)
            throw new IllegalArgumentException("height " + height + " does not follow " + before.height());
        var sorted = place(changes.writes());
        var writer = new TreeWriter(pages, new ThreadHashing(), height);
        var slot = apply(before.slot(), sorted, writer);
        var batch = writer.pageBatch();
        for (var key : writer.inserted()) batch.put(Column.KEYS, CommittedState.name(key), Bytes.EMPTY);
        for (var key : writer.removed()) batch.remove(Column.KEYS, CommittedState.name(key));
        HeightTable.putRoot(batch, height, slot);
        HeightTable.putStale(batch, height, new StaleRecord(writer.stale(), writer.removed()));
        HeightTable.putNewest(batch, height);
        if (before.height() < 0) HeightTable.putOldest(batch, height);
        return new Update(height, slot, batch, writer);
    }

    /// Fills an empty store with the state of a height.
    public StateLoader loader(long height) {
        if (newest.height() >= 0) throw new IllegalStateException("the store holds a state already");
        return new StateLoader(this, height);
    }

    @Nullable
    Slot load(long height, @Nullable Slot root, Changes changes) {
        var writer = new TreeWriter(pages, new ThreadHashing(), height);
        var slot = apply(root, place(changes.writes()), writer);
        var batch = writer.pageBatch();
        for (var key : writer.inserted()) batch.put(Column.KEYS, CommittedState.name(key), Bytes.EMPTY);
        store.write(batch, false);
        remember(writer);
        return slot;
    }

    /// Makes a committed update the newest state.
    public void publish(Update update) {
        for (var key : update.writer.stale()) pages.forget(key);
        remember(update.writer);
        if (newest.height() < 0) pruner.begin(update.height);
        newest = new Newest(update.height, update.slot);
    }

    /// Looks again at what the store holds, after a commit whose outcome was unknown.
    public void reload() {
        newest = readNewest(store);
        HeightTable.oldest(store).ifPresent(pruner::begin);
    }

    /// Clears away some of what no readable height needs any more; false when nothing is left to do. For one thread.
    public boolean prune() {
        return pruner.step(config.archive() ? 0 : newest.height() - config.retain() + 1);
    }

    /// Keeps a height readable until closed; throws [HeightUnavailable] if it is not.
    public Pin pin(long height) {
        var pin = pruner.pin(height);
        try {
            at(height);
            return pin;
        } catch (RuntimeException e) {
            pin.close();
            throw e;
        }
    }

    /// Checks that everything the newest block wrote hashes to its root; a difference is a damaged disk.
    public void verifyNewest() {
        var now = newest;
        if (now.slot() == null) return;
        try {
            new TreeVerifier(pages, now.height()).verify(now.slot(), 0, Hash.ZERO);
        } catch (Pages.MissingPage | Corrupt e) {
            throw new StoreFailure(
                    StoreFailure.Kind.CORRUPT,
                    "the state of height " + now.height() + " is damaged (" + e.getMessage()
                            + "); restore a snapshot into an empty directory",
                    e);
        }
    }

    HeightUnavailable pruned(long height) {
        return HeightUnavailable.pruned(height, pruner.oldest());
    }

    /// A page is missing because its height was cleared away while it was read, or because the disk lost it.
    RuntimeException explain(Pages.MissingPage missing, long height) {
        return height < pruner.oldest() ? pruned(height) : missing;
    }

    void warm(TreeReader tree, List<StateKey> keys) {
        int parts = keys.size() < PARALLEL_FROM ? 1 : workers.parallelism();
        var hashed = inParts(keys, parts, part -> {
            var hashing = new ThreadHashing();
            return part.stream().map(key -> key.path(hashing)).toList();
        });
        var paths = hashed.stream().flatMap(List::stream).sorted().distinct().toList();
        inParts(paths, parts, part -> {
            tree.warm(part);
            return List.of();
        });
    }

    private void remember(TreeWriter writer) {
        for (var written : writer.written()) pages.remember(written.slot(), written.key(), written.page());
    }

    private List<Change> place(List<Changes.Write> writes) {
        int parts = writes.size() < PARALLEL_FROM ? 1 : workers.parallelism();
        var placed = inParts(writes, parts, part -> {
            var hashing = new ThreadHashing();
            return part.stream()
                    .map(write -> new Change(write.key().path(hashing), write.key(), write.value()))
                    .toList();
        });
        var all = new Change[writes.size()];
        int count = 0;
        for (var part : placed) for (var change : part) all[count++] = change;
        Arrays.sort(all);
        for (int i = 1; i < all.length; i++)
            if (all[i].path().equals(all[i - 1].path()))
                throw new IllegalArgumentException("two writes of " + all[i].key() + " in one block");
        return List.of(all);
    }

    private @Nullable Slot apply(@Nullable Slot root, List<Change> changes, TreeWriter writer) {
        var node =
                root != null && changes.size() >= PARALLEL_FROM && pages.load(root, 0, Hash.ZERO) instanceof Branch top
                        ? applyInParallel(root, top, changes, writer)
                        : writer.apply(root, 0, Hash.ZERO, changes);
        return switch (node) {
            case null -> null;
            case TreeWriter.Node.Kept(var slot) -> slot;
            case TreeWriter.Node.Fresh(var page) -> writer.write(page, 0, Hash.ZERO);
        };
    }

    private TreeWriter.@Nullable Node applyInParallel(Slot root, Branch top, List<Change> changes, TreeWriter writer) {
        record Part(TreeWriter writer, TreeWriter.@Nullable Node node) {}
        var groups = TreeWriter.groups(changes, 0);
        var tasks = new ArrayList<Supplier<Part>>();
        for (int i = 0; i < Branch.WIDTH; i++) {
            int nibble = i;
            tasks.add(() -> {
                var part = writer.sibling(new ThreadHashing());
                var node = part.child(top.slot(nibble), 0, Hash.ZERO, nibble, groups.get(nibble));
                store.write(part.pageBatch(), false);
                return new Part(part, node);
            });
        }
        var children = new TreeWriter.Node[Branch.WIDTH];
        int nibble = 0;
        for (var part : workers.all(tasks)) {
            writer.join(part.writer());
            children[nibble++] = part.node();
        }
        return writer.join(top, root, 0, Hash.ZERO, children);
    }

    private <T, R> List<List<R>> inParts(List<T> items, int parts, Function<List<T>, List<R>> work) {
        var tasks = new ArrayList<Supplier<List<R>>>();
        for (int i = 0; i < parts; i++) {
            var part = items.subList(
                    (int) ((long) items.size() * i / parts), (int) ((long) items.size() * (i + 1) / parts));
            tasks.add(() -> work.apply(part));
        }
        return workers.all(tasks);
    }

    /// Removes what a process left that died between computing a block and committing it.
    private void clearUncommitted() {
        clear(Column.PAGES, Bytes.ofLong(newest.height() + 1));
        if (newest.height() < 0) clear(Column.KEYS, Bytes.EMPTY);
    }

    private void clear(Column column, byte[] from) {
        while (true) {
            var batch = new Batch();
            store.scan(
                    column,
                    from,
                    Bytes.EMPTY,
                    (key, _) -> batch.remove(column, key).writes().size() < CLEARED_AT_ONCE);
            if (batch.writes().isEmpty()) return;
            store.write(batch, false);
        }
    }

    private static Newest readNewest(KeyValue store) {
        long height = HeightTable.newest(store).orElse(-1);
        if (height < 0) return new Newest(-1, null);
        var root = HeightTable.root(store, height)
                .orElseThrow(() -> new StoreFailure(
                        StoreFailure.Kind.CORRUPT, "the root of the newest height " + height + " is missing"));
        return new Newest(height, root.slot());
    }
}
