// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Where finished lines go. One thread at a time.
sealed interface LineSink {
    void write(byte[] line) throws IOException;

    void close() throws IOException;

    /// A stream that somebody else closes.
    record To(OutputStream out) implements LineSink {
        @Override
        public void write(byte[] line) throws IOException {
            out.write(line);
            out.flush();
        }

        @Override
        public void close() {}
    }

    /// A file that is set aside when it has grown large.
    final class Rotating implements LineSink {
        private final Path file;
        private final long maxBytes;
        private final int files;
        private FileChannel channel;
        private long size;

        Rotating(Path file, long maxBytes, int files) throws IOException {
            if (files < 1) throw new IllegalArgumentException("at least one log file is needed");
            this.file = file;
            this.maxBytes = maxBytes;
            this.files = files;
            this.channel = open(file);
            this.size = channel.size();
        }

        @Override
        public void write(byte[] line) throws IOException {
            if (size > 0 && size + line.length > maxBytes) rotate();
            var left = ByteBuffer.wrap(line);
            while (left.hasRemaining()) channel.write(left);
            size += line.length;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        private void rotate() throws IOException {
            channel.close();
            for (int i = files - 1; i >= 1; i--) {
                var from = i == 1 ? file : numbered(i - 1);
                if (Files.exists(from)) Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
            if (files == 1) Files.delete(file);
            channel = open(file);
            size = 0;
        }

        private Path numbered(int number) {
            return file.resolveSibling(file.getFileName() + "." + number);
        }

        private static FileChannel open(Path file) throws IOException {
            var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
                return FileChannel.open(file, options);
            FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            return FileChannel.open(file, options, mode);
        }
    }
}
