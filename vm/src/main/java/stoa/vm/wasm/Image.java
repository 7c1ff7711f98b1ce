// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A frozen interpreter: every page of its memory, its size and its globals. Images made from one another share the
/// pages that are equal, so that a contract's own image costs only what its import wrote. Never changed once made.
public final class Image {
    public static final Image EMPTY = new Image(0, new long[0], new byte[0][]);

    private static final int GLOBALS_MAX = 64;

    private final int pages;
    private final long[] globals;
    private final byte @Nullable [][] content;

    private Image(int pages, long[] globals, byte @Nullable [][] content) {
        this.pages = pages;
        this.globals = globals;
        this.content = content;
    }

    Image with(int pages, long[] globals, byte[] bytes, byte[] dirty) {
        var next = new byte @Nullable [dirty.length][];
        for (int page = 0; page < dirty.length; page++) {
            boolean touched = dirty[page] != 0 || (page > 0 && dirty[page - 1] != 0);
            next[page] = touched ? copy(bytes, page) : page(page);
        }
        return new Image(pages, globals.clone(), next);
    }

    private byte @Nullable [] copy(byte[] bytes, int page) {
        int from = page << GuestMemory.PAGE_SHIFT;
        int to = from + GuestMemory.PAGE_BYTES;
        var before = page(page);
        if (before != null && Arrays.equals(before, 0, before.length, bytes, from, to)) return before;
        for (int at = from; at < to; at++) if (bytes[at] != 0) return Arrays.copyOfRange(bytes, from, to);
        return null;
    }

    byte @Nullable [] page(int page) {
        return page < content.length ? content[page] : null;
    }

    boolean sharesPage(Image other, int page) {
        return page(page) == other.page(page);
    }

    int pages() {
        return pages;
    }

    long[] globals() {
        return globals;
    }

    /// Writes the image: its size, its globals, and each page that is not all zero. The bytes of an image name it.
    public void write(OutputStream to) throws IOException {
        var out = new DataOutputStream(to);
        out.writeInt(pages);
        out.writeInt(globals.length);
        for (long global : globals) out.writeLong(global);
        for (int page = 0; page < content.length; page++) {
            var bytes = content[page];
            if (bytes == null) continue;
            out.writeInt(page);
            out.write(bytes);
        }
        out.writeInt(-1);
        out.flush();
    }

    /// Reads what [#write] wrote.
    public static Image read(InputStream from) throws IOException {
        var in = new DataInputStream(from);
        int pages = in.readInt();
        var globals = new long[checked(in.readInt(), GLOBALS_MAX)];
        for (int i = 0; i < globals.length; i++) globals[i] = in.readLong();
        var content = new byte @Nullable [Interpreter.PAGES_MAX << (16 - GuestMemory.PAGE_SHIFT)][];
        for (int page = in.readInt(); page != -1; page = in.readInt()) {
            var bytes = new byte[GuestMemory.PAGE_BYTES];
            in.readFully(bytes);
            content[checked(page, content.length - 1)] = bytes;
        }
        return new Image(checked(pages, Interpreter.PAGES_MAX), globals, content);
    }

    private static int checked(int value, int max) throws IOException {
        if (value < 0 || value > max) throw new IOException("a number of the image is out of range");
        return value;
    }

    /// Bytes of the pages this image does not share with another.
    public long bytesBeyond(Image other) {
        long bytes = 0;
        for (int page = 0; page < content.length; page++)
            if (page(page) != null && !sharesPage(other, page)) bytes += GuestMemory.PAGE_BYTES;
        return bytes;
    }
}
