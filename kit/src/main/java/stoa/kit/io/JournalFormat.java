// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// How a journal's bytes are laid out.
final class JournalFormat {
    private static final byte[] MARK = "STOAJNL1".getBytes(StandardCharsets.US_ASCII);
    static final int HEADER_BYTES = 16;
    private static final int FRAME_BYTES = 8;
    private static final int WRITE_BYTES = 256 << 10;
    private static final int SCAN_BYTES_MAX = 64 << 20;
    private static final long SCAN_WORK_BYTES_MAX = 512L << 20;

    private final byte[] salt;

    private JournalFormat(byte[] salt) {
        this.salt = salt;
    }

    static JournalFormat create() {
        var salt = ByteBuffer.allocate(8).putLong(ThreadLocalRandom.current().nextLong());
        return new JournalFormat(salt.array());
    }

    static JournalFormat read(Path file, FileChannel channel) throws IOException {
        var header = new byte[HEADER_BYTES];
        if (read(channel, header, HEADER_BYTES, 0) < HEADER_BYTES || !Arrays.equals(header, 0, 8, MARK, 0, 8))
            throw new IOException(file + " is not a journal of this program");
        return new JournalFormat(Arrays.copyOfRange(header, 8, HEADER_BYTES));
    }

    byte[] header() {
        var header = Arrays.copyOf(MARK, HEADER_BYTES);
        System.arraycopy(salt, 0, header, 8, 8);
        return header;
    }

    byte[] frame(byte[] record) {
        var framed = ByteBuffer.allocate(FRAME_BYTES + record.length);
        framed.putInt(record.length).putInt(checksum(record.length, record, 0)).put(record);
        return framed.array();
    }

    /// Hands out whole records and returns where the first byte stands that belongs to none.
    long replay(FileChannel channel, Consumer<byte[]> replay) throws IOException {
        return read(channel, HEADER_BYTES, channel.size(), record -> {
            replay.accept(record);
            return true;
        });
    }

    /// Hands out whole records between two offsets until the reader has enough; returns where it stopped.
    long read(FileChannel channel, long from, long end, Predicate<byte[]> reader) throws IOException {
        long at = from;
        var in = new Window(channel);
        while (true) {
            var record = in.record(this, at, end);
            if (record == null) return at;
            at += FRAME_BYTES + record.length;
            if (!reader.test(record)) return at;
        }
    }

    /// Whether a whole record stands anywhere behind `from`, so that what is there is damaged rather than torn.
    /// Looking has an end: when it takes too long the answer is yes, which loses nothing.
    boolean somethingWholeAfter(FileChannel channel, long from) throws IOException {
        int count = (int) Math.min(SCAN_BYTES_MAX, channel.size() - from);
        var bytes = new byte[count];
        read(channel, bytes, count, from);
        var view = ByteBuffer.wrap(bytes);
        long budget = SCAN_WORK_BYTES_MAX;
        for (int at = 1; at + FRAME_BYTES <= count; at++) {
            int length = view.getInt(at);
            if (length < 0 || length > count - at - FRAME_BYTES) continue;
            budget -= length;
            if (budget < 0) return true;
            if (view.getInt(at + 4) == checksum(length, bytes, at + FRAME_BYTES)) return true;
        }
        return false;
    }

    /// Header and records from the start of an empty file; returns its length.
    long writeAll(FileChannel channel, Iterable<byte[]> records) throws IOException {
        var buffer = ByteBuffer.allocate(WRITE_BYTES);
        buffer.put(header());
        long at = 0;
        for (var record : records) {
            var framed = frame(record);
            if (framed.length > buffer.remaining()) at = flush(channel, buffer, at);
            if (framed.length > buffer.remaining()) {
                Journal.writeFully(channel, ByteBuffer.wrap(framed), at);
                at += framed.length;
            } else {
                buffer.put(framed);
            }
        }
        return flush(channel, buffer, at);
    }

    private static long flush(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        buffer.flip();
        int count = buffer.remaining();
        Journal.writeFully(channel, buffer, at);
        buffer.clear();
        return at + count;
    }

    private int checksum(int length, byte[] bytes, int offset) {
        var crc = new CRC32C();
        crc.update(salt);
        crc.update(ByteBuffer.allocate(4).putInt(0, length));
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static int read(FileChannel channel, byte[] out, int count, long position) throws IOException {
        var buffer = ByteBuffer.wrap(out, 0, count);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.position();
    }

    /// Reads ahead, so that small records do not cost a system call each.
    private static final class Window {
        private final FileChannel channel;
        private byte[] bytes = new byte[64 << 10];
        private long start;
        private int count;

        Window(FileChannel channel) {
            this.channel = channel;
        }

        /// The record at this place, or null when none is whole there.
        byte @Nullable [] record(JournalFormat format, long at, long size) throws IOException {
            if (size - at < FRAME_BYTES) return null;
            load(at, FRAME_BYTES);
            var view = ByteBuffer.wrap(bytes);
            int length = view.getInt((int) (at - start));
            int stored = view.getInt((int) (at - start) + 4);
            if (length < 0 || length > Journal.RECORD_BYTES_MAX || length > size - at - FRAME_BYTES) return null;
            load(at, FRAME_BYTES + length);
            int from = (int) (at - start) + FRAME_BYTES;
            if (stored != format.checksum(length, bytes, from)) return null;
            return Arrays.copyOfRange(bytes, from, from + length);
        }

        private void load(long at, int wanted) throws IOException {
            if (at >= start && at + wanted <= start + count) return;
            if (wanted > bytes.length) bytes = new byte[Math.max(wanted, bytes.length)];
            start = at;
            count = read(channel, bytes, bytes.length, at);
        }
    }
}
