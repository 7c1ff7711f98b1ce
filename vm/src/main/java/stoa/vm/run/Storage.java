// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.vm.StateView;
import stoa.vm.StorageWrite;

/// A contract's storage during a call: what state holds, and over it what the call wrote. Writes can be taken back to a
/// mark.
final class Storage {
    private static final int BLOCK_SHIFT = 6;
    private static final int BLOCK_BYTES = 1 << BLOCK_SHIFT;

    /// Bytes of one block that were written, by a bit each.
    private static final class Block {
        final byte[] bytes;
        long written;

        Block(byte[] bytes, long written) {
            this.bytes = bytes;
            this.written = written;
        }

        Block copy() {
            return new Block(bytes.clone(), written);
        }
    }

    private record Undo(Hash slot, int block, @Nullable Block before) {}

    private final StateView state;
    private final Address contract;
    private final StateView.Kind kind;
    private final int bytesMax;
    private final TreeMap<Hash, TreeMap<Integer, Block>> slots = new TreeMap<>();
    private final Deque<Undo> undos = new ArrayDeque<>();
    private Set<Hash> locked = Set.of();
    private int blocks;

    Storage(StateView state, Address contract, StateView.Kind kind, int bytesMax) {
        this.state = state;
        this.contract = contract;
        this.kind = kind;
        this.bytesMax = bytesMax;
    }

    /// Slots that may not be written from now on.
    void lock(Set<Hash> ids) {
        locked = Set.copyOf(ids);
    }

    boolean isLocked(Hash slot) {
        return locked.contains(slot);
    }

    byte[] read(Hash slot, int offset, int length) {
        var out = state.storage(contract, kind, slot, offset, length);
        if (out.length != length) throw new IllegalStateException("state gave another length than asked for");
        var written = slots.get(slot);
        if (written == null || length == 0) return out;
        int last = (offset + length - 1) >>> BLOCK_SHIFT;
        for (var entry :
                written.subMap(offset >>> BLOCK_SHIFT, true, last, true).entrySet())
            overlay(out, offset, entry.getKey() << BLOCK_SHIFT, entry.getValue());
        return out;
    }

    private static void overlay(byte[] out, int offset, int start, Block block) {
        for (int i = 0; i < BLOCK_BYTES; i++) {
            int at = start + i - offset;
            if (at >= 0 && at < out.length && (block.written >>> i & 1) != 0) out[at] = block.bytes[i];
        }
    }

    /// False when the call may not write that much.
    boolean write(Hash slot, int offset, byte[] data, int from) {
        int end = offset + data.length - from;
        for (int at = offset; at < end; ) {
            int number = at >>> BLOCK_SHIFT;
            int next = Math.min(end, (number + 1) << BLOCK_SHIFT);
            var block = block(slot, number);
            if (block == null) return false;
            int inside = at & (BLOCK_BYTES - 1);
            System.arraycopy(data, from + at - offset, block.bytes, inside, next - at);
            block.written |= (-1L >>> (BLOCK_BYTES - (next - at))) << inside;
            at = next;
        }
        return true;
    }

    private @Nullable Block block(Hash slot, int number) {
        var inSlot = slots.computeIfAbsent(slot, _ -> new TreeMap<>());
        var block = inSlot.get(number);
        undos.push(new Undo(slot, number, block == null ? null : block.copy()));
        if (block != null) return block;
        if ((long) (blocks + 1) << BLOCK_SHIFT > bytesMax) return null;
        blocks++;
        block = new Block(new byte[BLOCK_BYTES], 0);
        inSlot.put(number, block);
        return block;
    }

    int mark() {
        return undos.size();
    }

    /// Takes back every write since a mark.
    void backTo(int mark) {
        while (undos.size() > mark) {
            var undo = undos.pop();
            var inSlot = slots.get(undo.slot);
            if (inSlot == null) continue;
            if (undo.before != null) inSlot.put(undo.block, undo.before);
            else if (inSlot.remove(undo.block) != null) blocks--;
        }
    }

    /// All that was written, by slot and offset, in pieces that do not touch.
    List<StorageWrite> writes() {
        var out = new ArrayList<StorageWrite>();
        slots.forEach((slot, inSlot) -> pieces(slot, inSlot, out));
        return out;
    }

    private static void pieces(Hash slot, TreeMap<Integer, Block> inSlot, List<StorageWrite> out) {
        var piece = new byte[0];
        int start = 0;
        for (var entry : inSlot.entrySet()) {
            int base = entry.getKey() << BLOCK_SHIFT;
            var block = entry.getValue();
            for (int i = 0; i < BLOCK_BYTES; ) {
                if ((block.written >>> i & 1) == 0) {
                    i++;
                    continue;
                }
                int run = Long.numberOfTrailingZeros(~(block.written >>> i));
                run = Math.min(run, BLOCK_BYTES - i);
                if (piece.length == 0 || start + piece.length != base + i) {
                    if (piece.length > 0) out.add(new StorageWrite(slot, start, piece));
                    piece = Arrays.copyOfRange(block.bytes, i, i + run);
                    start = base + i;
                } else {
                    int before = piece.length;
                    piece = Arrays.copyOf(piece, before + run);
                    System.arraycopy(block.bytes, i, piece, before, run);
                }
                i += run;
            }
        }
        if (piece.length > 0) out.add(new StorageWrite(slot, start, piece));
    }
}
