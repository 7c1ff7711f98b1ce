// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Files that are either the old ones or the new ones, never a mixture, also after a loss of power.
public final class AtomicFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private AtomicFile() {}

    /// Replaces the file, if there is one. `mode` is in the owner-group-others form `rw-------`.
    public static void write(Path path, byte[] bytes, String mode) throws IOException {
        var temporary = temporary(path);
        try {
            fill(temporary, bytes, mode);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(path);
    }

    /// As `write`, readable by the owner only.
    public static void writePrivate(Path path, byte[] bytes) throws IOException {
        write(path, bytes, "rw-------");
    }

    /// Refuses with `FileAlreadyExistsException` instead of replacing; of two processes one succeeds.
    public static void create(Path path, byte[] bytes, String mode) throws IOException {
        if (Files.exists(path)) throw exists(path);
        var temporary = temporary(path);
        try {
            fill(temporary, bytes, mode);
            Files.createLink(path, temporary); // unlike a move, it fails when the name is taken
        } catch (FileAlreadyExistsException _) {
            throw exists(path);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(path);
    }

    private static FileAlreadyExistsException exists(Path path) {
        return new FileAlreadyExistsException(path.toString(), null, "the file exists and is not overwritten");
    }

    private static void fill(Path file, byte[] bytes, String mode) throws IOException {
        try (var channel = open(file, mode, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        }
    }

    /// Opens, and when it creates the file, with exactly this mode from the first moment.
    static FileChannel open(Path file, String mode, StandardOpenOption... options) throws IOException {
        FileAttribute<?>[] attributes = POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
        return FileChannel.open(file, Set.of(options), attributes);
    }

    /// Makes a new or changed name in the file's directory last.
    static void syncDirectory(Path file) throws IOException {
        if (!POSIX) return; // elsewhere a directory cannot be opened
        try (var channel = FileChannel.open(directory(file), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path temporary(Path path) {
        var random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return directory(path).resolve("." + path.getFileName() + "." + random + ".tmp");
    }

    private static Path directory(Path path) {
        var parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }
}
