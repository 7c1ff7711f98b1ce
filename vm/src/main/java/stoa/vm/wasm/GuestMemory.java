// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TrapException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;

/// The linear memory of one instance: one flat array of the greatest size a guest may have, and a mark per page that
/// was
/// written, so that going back to an image copies only what changed.
///
/// The array never grows, so what lies past `memory.size` is always there and always zero: reading it gives the same
/// on every machine, whatever ran in this instance before. A NaN is stored with one bit pattern only, because a JVM may
/// make others.
@SuppressWarnings("removal")
final class GuestMemory implements Memory {
    static final int PAGE_SHIFT = 12;
    /// What the dirty marks count in; the WebAssembly page is [#PAGE_SIZE].
    static final int PAGE_BYTES = 1 << PAGE_SHIFT;

    /// A write marks the page it begins in; it may reach this far into the next one.
    private static final int OVERHANG_BYTES = 8;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private final byte[] bytes;
    private final byte[] dirty;
    private final int pagesMax;
    private int pages;
    private int limit;
    private Image image;

    private final boolean initialise;

    /// `initialise` is false for a memory that is put to an image right away: copying the module's data would be for
    /// nothing.
    GuestMemory(int pagesFirst, int pagesMax, boolean initialise) {
        this.initialise = initialise;
        this.bytes = new byte[Math.multiplyExact(pagesMax, PAGE_SIZE)];
        this.dirty = new byte[bytes.length >>> PAGE_SHIFT];
        this.pagesMax = pagesMax;
        this.pages = pagesFirst;
        this.limit = pagesMax;
        this.image = Image.EMPTY;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /// How many pages of 64 KiB the guest may grow to from now on.
    void limit(int pages) {
        limit = Math.min(pages, pagesMax);
    }

    // ------------------------------------------------------------------ images

    /// Takes what differs from the image this memory was last put to.
    Image capture(long[] globals) {
        return image.with(pages, globals, bytes, dirty);
    }

    /// Puts back the pages that differ from an image; afterwards the memory is that image, bit for bit.
    void restore(Image to) {
        boolean same = to == image;
        for (int page = 0; page < dirty.length; page++) {
            if (dirty[page] == 0 && (same || image.sharesPage(to, page))) continue;
            restorePage(to, page, PAGE_BYTES);
            // Backwards writes cannot happen: a write marks its first page, so only the head of the next may differ.
            if (dirty[page] != 0 && page + 1 < dirty.length && dirty[page + 1] == 0 && image.sharesPage(to, page + 1))
                restorePage(to, page + 1, OVERHANG_BYTES);
        }
        Arrays.fill(dirty, (byte) 0);
        pages = to.pages();
        image = to;
    }

    private void restorePage(Image to, int page, int length) {
        var from = to.page(page);
        int at = page << PAGE_SHIFT;
        if (from == null) Arrays.fill(bytes, at, at + length, (byte) 0);
        else System.arraycopy(from, 0, bytes, at, length);
    }

    // ------------------------------------------------------------------ size

    @Override
    public int pages() {
        return pages;
    }

    @Override
    public int grow(int more) {
        int before = pages;
        if (more < 0 || before + (long) more > limit) return -1;
        pages = before + more;
        return before;
    }

    @Override
    public int initialPages() {
        return pages;
    }

    @Override
    public int maximumPages() {
        return pagesMax;
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments) {
        initialize(instance, segments, 0);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments, int memory) {
        if (!initialise) return;
        for (var segment : segments) {
            if (!(segment instanceof ActiveDataSegment active)) continue;
            int at = (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
            write(at, active.bytes(), 0, active.bytes().length);
        }
    }

    // ------------------------------------------------------------------ access

    @Override
    public void write(int at, byte[] data, int from, int length) {
        if (length == 0) return;
        mark(at, length);
        System.arraycopy(data, from, bytes, at, length);
    }

    @Override
    public byte read(int at) {
        try {
            return bytes[at];
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public byte[] readBytes(int at, int length) {
        check(at, length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    @Override
    public void writeI32(int at, int value) {
        try {
            INT.set(bytes, at, value);
            dirty[at >>> PAGE_SHIFT] = 1;
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public int readInt(int at) {
        try {
            return (int) INT.get(bytes, at);
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public void writeLong(int at, long value) {
        try {
            LONG.set(bytes, at, value);
            dirty[at >>> PAGE_SHIFT] = 1;
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public long readLong(int at) {
        try {
            return (long) LONG.get(bytes, at);
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public void writeShort(int at, short value) {
        try {
            SHORT.set(bytes, at, value);
            dirty[at >>> PAGE_SHIFT] = 1;
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public short readShort(int at) {
        try {
            return (short) SHORT.get(bytes, at);
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public long readU16(int at) {
        return readShort(at) & 0xffff;
    }

    @Override
    public void writeByte(int at, byte value) {
        try {
            bytes[at] = value;
            dirty[at >>> PAGE_SHIFT] = 1;
        } catch (IndexOutOfBoundsException _) {
            throw outside(at);
        }
    }

    @Override
    public void writeF32(int at, float value) {
        writeI32(at, Float.floatToIntBits(value));
    }

    @Override
    public long readF32(int at) {
        return readInt(at);
    }

    @Override
    public float readFloat(int at) {
        return Float.intBitsToFloat(readInt(at));
    }

    @Override
    public void writeF64(int at, double value) {
        writeLong(at, Double.doubleToLongBits(value));
    }

    @Override
    public double readDouble(int at) {
        return Double.longBitsToDouble(readLong(at));
    }

    @Override
    public long readF64(int at) {
        return readLong(at);
    }

    @Override
    public void zero() {
        fill((byte) 0, 0, bytes.length);
    }

    @Override
    public void fill(byte value, int from, int to) {
        if (from == to) return;
        mark(from, to - from);
        Arrays.fill(bytes, from, to, value);
        GuestThread.charge(to - from);
    }

    @Override
    public void copy(int to, int from, int length) {
        if (length == 0) return;
        check(from, length);
        mark(to, length);
        System.arraycopy(bytes, from, bytes, to, length);
        GuestThread.charge(length);
    }

    private void mark(int at, int length) {
        check(at, length);
        for (int page = at >>> PAGE_SHIFT; page <= (at + length - 1) >>> PAGE_SHIFT; page++) dirty[page] = 1;
    }

    private void check(int at, int length) {
        if (at < 0 || length < 0 || length > bytes.length - at) throw outside(at);
    }

    private static TrapException outside(int at) {
        return new TrapException("out of bounds memory access at " + Integer.toUnsignedString(at));
    }

    // ------------------------------------------------------------------ what this guest has not

    @Override
    public void initPassiveSegment(int segment, int to, int from, int length) {
        throw new TrapException("the interpreter has no passive segments");
    }

    @Override
    public void drop(int segment) {
        throw new TrapException("the interpreter has no passive segments");
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Object lock(int at) {
        throw new TrapException("a guest has one thread");
    }

    @Override
    public int waitOn(int at, int expected, long timeoutNanos) {
        throw new TrapException("a guest has one thread");
    }

    @Override
    public int waitOn(int at, long expected, long timeoutNanos) {
        throw new TrapException("a guest has one thread");
    }

    @Override
    public int notify(int at, int waiters) {
        return 0;
    }
}
