// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.merkle.Ics23;
import stoa.types.merkle.StateTree;

/// Sixteen subtrees under one prefix. The binary nodes that join them are numbered like a heap: 1 is the page's top,
/// node i joins 2i and 2i + 1, and node 16 + n is the subtree of nibble n. A node with one side only *is* that side.
final class Branch implements Page {
    static final int WIDTH = 16;
    /// Sixteen slots of about 100 bytes and as many inner hashes of 48.
    private static final int WEIGHT = 2_400;

    private final @Nullable Slot[] slots;
    /// Inner hashes as far as they are known; what differs between two threads filling it is only who does the work.
    private final @Nullable Hash[] inner;

    private Branch(@Nullable Slot[] slots, @Nullable Hash[] inner) {
        this.slots = slots;
        this.inner = inner;
    }

    static Branch of(@Nullable Slot[] slots) {
        return new Branch(slots, new Hash[WIDTH]);
    }

    /// The same with other slots; inner hashes above unchanged ones are kept.
    Branch with(@Nullable Slot[] changed) {
        var kept = inner.clone();
        for (int nibble = 0; nibble < WIDTH; nibble++)
            if (changed[nibble] != slots[nibble])
                for (int node = (WIDTH + nibble) / 2; node > 0; node /= 2) kept[node] = null;
        return new Branch(changed, kept);
    }

    @Nullable
    Slot slot(int nibble) {
        return slots[nibble];
    }

    @Nullable
    Slot[] slots() {
        return slots.clone();
    }

    /// Adds the siblings met on the way from the top down to `nibble`.
    void path(int nibble, Hashing hashing, List<Ics23.Step> steps) {
        for (int shift = 3; shift >= 0; shift--) {
            int node = (WIDTH + nibble) >> shift;
            var sibling = hash(node ^ 1, hashing);
            if (sibling != null) steps.add(new Ics23.Step(sibling, (node & 1) == 0));
        }
    }

    @Override
    public Hash hash(Hashing hashing) {
        var top = hash(1, hashing);
        if (top == null) throw new IllegalStateException("a branch with nothing below it");
        return top;
    }

    @Override
    public long entries() {
        long sum = 0;
        for (var slot : slots) if (slot != null) sum += slot.entries();
        return sum;
    }

    @Override
    public byte[] encode() {
        var out = new Writer(700).u8(TAG_BRANCH).u16(mask());
        for (var slot : slots) if (slot != null) slot.write(out);
        return out.toBytes();
    }

    static Branch decode(byte[] bytes) {
        var in = new Reader(bytes);
        if (in.u8() != TAG_BRANCH) throw new Corrupt("not a branch");
        int mask = in.u16();
        if (mask == 0) throw new Corrupt("a branch with nothing below it");
        var slots = new Slot[WIDTH];
        for (int nibble = 0; nibble < WIDTH; nibble++) if ((mask >> nibble & 1) == 1) slots[nibble] = Slot.read(in);
        in.end();
        return of(slots);
    }

    @Override
    public int weight() {
        return WEIGHT;
    }

    private @Nullable Hash hash(int node, Hashing hashing) {
        if (node >= WIDTH) {
            var slot = slots[node - WIDTH];
            return slot == null ? null : slot.hash();
        }
        var known = inner[node];
        if (known != null) return known;
        var left = hash(2 * node, hashing);
        var right = hash(2 * node + 1, hashing);
        if (left == null) return right;
        if (right == null) return left;
        return inner[node] = StateTree.innerHash(hashing, left, right);
    }

    private int mask() {
        int mask = 0;
        for (int nibble = 0; nibble < WIDTH; nibble++) if (slots[nibble] != null) mask |= 1 << nibble;
        return mask;
    }
}
