// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The files of a ZIP whose entries are stored as they are. Only the central directory is believed; a compressed entry,
/// a
/// path that leads elsewhere, or sizes that do not fit refuse the whole archive.
final class StoredZip {
    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int FILES_MAX = 512;

    private StoredZip() {}

    static Map<String, byte[]> read(byte[] zip) throws Program.Invalid {
        try {
            return files(ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN), zip);
        } catch (IndexOutOfBoundsException _) {
            throw broken("it ends too early");
        }
    }

    private static Map<String, byte[]> files(ByteBuffer in, byte[] zip) throws Program.Invalid {
        int end = zip.length - END_BYTES;
        while (end >= 0 && in.getInt(end) != END) end--;
        if (end < 0) throw broken("it has no directory");
        int count = in.getShort(end + 10) & 0xffff;
        if (count > FILES_MAX) throw broken("it has more than " + FILES_MAX + " files");
        int at = in.getInt(end + 16);
        var files = new TreeMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            if (at < 0 || in.getInt(at) != ENTRY) throw broken("its directory is damaged");
            int method = in.getShort(at + 10);
            int size = in.getInt(at + 24);
            int nameLength = in.getShort(at + 28) & 0xffff;
            var name = new String(zip, at + ENTRY_BYTES, nameLength, StandardCharsets.UTF_8);
            if (method != 0 || in.getInt(at + 20) != size) throw broken(name + " is compressed: store it");
            if (name.startsWith("/") || name.contains("..") || name.contains("\\")) throw broken("bad path");
            int local = in.getInt(at + 42);
            if (local < 0 || in.getInt(local) != LOCAL) throw broken("its directory is damaged");
            int from = local + LOCAL_BYTES + (in.getShort(local + 26) & 0xffff) + (in.getShort(local + 28) & 0xffff);
            if (size < 0 || size > zip.length - from) throw broken(name + " reaches beyond the end");
            if (!name.endsWith("/") && files.put(name, Arrays.copyOfRange(zip, from, from + size)) != null)
                throw broken("two files have the same name");
            at += ENTRY_BYTES + nameLength + (in.getShort(at + 30) & 0xffff) + (in.getShort(at + 32) & 0xffff);
        }
        return files;
    }

    private static Program.Invalid broken(String why) {
        return new Program.Invalid(Program.MALFORMED, "the package cannot be read: " + why);
    }
}
