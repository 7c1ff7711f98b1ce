// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A file of records that only grows. What `append` returned from survives the death of the process; what `sync`
/// returned from survives the loss of power.
public final class Journal implements AutoCloseable {
    public static final int RECORD_BYTES_MAX = 64 << 20;

    private Journal() {}

    /// Opens or creates `file` (mode 0600), hands every whole record to `replay` in order, and cuts off a torn tail.
    public static Journal open(Path file, Consumer<byte[]> replay) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Hands the record to the operating system and returns the journal's length behind it. Any thread.
    public long append(byte[] record) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Returns when everything appended before the call is on the disk; calls that come together share one fsync.
    public void sync() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Bytes in the file.
    public long length() {
        throw new UnsupportedOperationException();
    }

    /// Replaces the whole content by `records`, atomically; appends wait meanwhile.
    public void rewrite(Iterable<byte[]> records) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Syncs and closes.
    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
