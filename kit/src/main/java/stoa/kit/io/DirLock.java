// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.file.Path;

/// A data directory belongs to one process at a time; the lock ends with the process, however it dies.
public final class DirLock implements AutoCloseable {
    private DirLock() {}

    /// Creates the directory (mode 0700) if needed. If another process holds it, the `IOException`'s message is one
    /// line for the terminal naming the directory and that process.
    public static DirLock acquire(Path directory) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
