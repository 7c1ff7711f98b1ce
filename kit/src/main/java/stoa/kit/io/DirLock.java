// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A data directory belongs to one process at a time; the lock ends with the process, however it dies.
public final class DirLock implements AutoCloseable {
    private static final String FILE = "lock";
    private static final int HOLDER_BYTES_MAX = 100;

    private final FileChannel channel;
    private final FileLock lock;

    private DirLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// Creates the directory (mode 0700) if needed. If another process holds it, the `IOException`'s message is one
    /// line for the terminal naming the directory and that process.
    public static DirLock acquire(Path directory) throws IOException {
        createPrivately(directory);
        var channel = AtomicFile.open(
                directory.resolve(FILE),
                "rw-------",
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            var lock = tryLock(channel);
            if (lock == null)
                throw new IOException(
                        directory + " is in use by " + holder(channel) + ": stop it or choose another directory");
            var pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new DirLock(channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void createPrivately(Path directory) throws IOException {
        if (Files.isDirectory(directory)) return;
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        else Files.createDirectories(directory);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // this very process holds it
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(HOLDER_BYTES_MAX);
        channel.read(buffer, 0);
        var pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("[0-9]{1,18}") ? "process " + pid : "another process";
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
