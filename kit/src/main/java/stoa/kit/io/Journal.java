// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import stoa.kit.log.Log;

/// A file of records that only grows. What `append` returned from survives the death of the process; what `sync`
/// returned from survives the loss of power.
///
/// The file begins with a mark and a random salt; each record is its length, a CRC-32C over salt, length and bytes,
/// and the bytes. The salt keeps a record that was written inside another one's bytes from passing for real.
public final class Journal implements AutoCloseable {
    public static final int RECORD_BYTES_MAX = 64 << 20;

    private static final Log LOG = Log.of(Journal.class);

    private final Path file;
    private final ReentrantLock appending = new ReentrantLock();
    private final ReentrantLock syncing = new ReentrantLock();
    // All but the volatile ones are guarded by `appending`.
    private volatile FileChannel channel;
    private volatile JournalFormat format;
    private volatile long length;
    private volatile long syncedLength;
    // Counts rewrites, after which older lengths mean nothing.
    private volatile long generation;
    private boolean broken;

    private Journal(Path file, FileChannel channel, JournalFormat format, long length) {
        this.file = file;
        this.channel = channel;
        this.format = format;
        this.length = length;
    }

    /// Opens or creates `file` (mode 0600), hands every whole record to `replay` in order, and cuts off a torn tail.
    /// If something whole comes behind the first damage, the cut part is kept beside the journal as `….cut` and the
    /// log says so.
    public static Journal open(Path file, Consumer<byte[]> replay) throws IOException {
        boolean isNew = !Files.exists(file) || Files.size(file) == 0;
        var channel = AtomicFile.open(
                file, "rw-------", StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (isNew || channel.size() < JournalFormat.HEADER_BYTES) {
                var format = JournalFormat.create();
                channel.truncate(0);
                writeFully(channel, ByteBuffer.wrap(format.header()), 0);
                channel.force(true);
                AtomicFile.syncDirectory(file);
                return new Journal(file, channel, format, JournalFormat.HEADER_BYTES);
            }
            var format = JournalFormat.read(file, channel);
            long good = format.replay(channel, replay);
            if (good < channel.size()) cutTail(file, channel, format, good);
            return new Journal(file, channel, format, good);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void cutTail(Path file, FileChannel channel, JournalFormat format, long good) throws IOException {
        long cut = channel.size() - good;
        if (format.somethingWholeAfter(channel, good)) {
            var kept = file.resolveSibling(file.getFileName() + ".cut");
            try (var copy = AtomicFile.open(
                    kept,
                    "rw-------",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                for (long at = good; at < channel.size(); ) at += channel.transferTo(at, channel.size() - at, copy);
                copy.force(true);
            }
            LOG.error(
                    "a journal was damaged inside; what followed the damage was put aside",
                    "file",
                    file,
                    "kept",
                    kept,
                    "bytes",
                    cut);
        } else {
            LOG.info("a journal's torn tail was cut off", "file", file, "bytes", cut);
        }
        channel.truncate(good);
        channel.force(true);
    }

    /// Hands the record to the operating system and returns the journal's length behind it. Any thread. After an
    /// `IOException` (a full disk) the record is not in the journal, and later appends may succeed.
    public long append(byte[] record) throws IOException {
        if (record.length > RECORD_BYTES_MAX)
            throw new IllegalArgumentException("a journal record has at most " + RECORD_BYTES_MAX + " bytes");
        appending.lock();
        try {
            if (broken) throw new IOException(file + " can no longer be written; restart when the disk is well");
            var framed = ByteBuffer.wrap(format.frame(record));
            try {
                writeFully(channel, framed, length);
            } catch (IOException e) {
                takeBack(e);
            }
            length += framed.capacity();
            return length;
        } finally {
            appending.unlock();
        }
    }

    /// Removes half a record, so that the next one does not stand behind rubbish.
    private void takeBack(IOException cause) throws IOException {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
        throw cause;
    }

    /// Returns when everything appended before the call is on the disk; calls that come together share one fsync.
    public void sync() throws IOException {
        long wanted = length;
        long seen = generation;
        syncing.lock();
        try {
            if (generation != seen || syncedLength >= wanted) return; // a rewrite syncs everything
            long reached = length;
            channel.force(false);
            syncedLength = reached;
        } catch (IOException e) {
            refuseFurther();
            throw e;
        } finally {
            syncing.unlock();
        }
    }

    /// After a failed fsync nobody knows what is on the disk, and a second fsync would claim that all is well.
    private void refuseFurther() {
        appending.lock();
        try {
            broken = true;
        } finally {
            appending.unlock();
        }
    }

    /// Bytes in the file.
    public long length() {
        return length;
    }

    /// Hands out what was appended before the call, in order, until `reader` answers false. Any thread, beside
    /// appends; not beside `rewrite`.
    ///
    /// @param from where to begin: 0, or what an `append` to this very journal returned
    public void read(long from, Predicate<byte[]> reader) throws IOException {
        format.read(channel, Math.max(from, JournalFormat.HEADER_BYTES), length, reader);
    }

    /// Replaces the whole content by `records`, atomically and synced; appends and syncs wait meanwhile.
    public void rewrite(Iterable<byte[]> records) throws IOException {
        syncing.lock();
        appending.lock();
        try {
            if (broken) throw new IOException(file + " can no longer be written; restart when the disk is well");
            var fresh = JournalFormat.create();
            var temporary = AtomicFile.temporary(file);
            var next = AtomicFile.open(
                    temporary,
                    "rw-------",
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            try {
                long written = fresh.writeAll(next, records);
                next.force(true);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                AtomicFile.syncDirectory(file);
                channel.close();
                channel = next;
                format = fresh;
                length = written;
                syncedLength = written;
                generation++;
            } catch (IOException | RuntimeException e) {
                next.close();
                Files.deleteIfExists(temporary);
                throw e;
            }
        } finally {
            appending.unlock();
            syncing.unlock();
        }
    }

    /// Syncs and closes.
    @Override
    public void close() throws IOException {
        syncing.lock();
        appending.lock();
        try {
            if (!channel.isOpen()) return;
            if (!broken) channel.force(false);
            channel.close();
            broken = true;
        } finally {
            appending.unlock();
            syncing.unlock();
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) at += channel.write(bytes, at);
    }
}
