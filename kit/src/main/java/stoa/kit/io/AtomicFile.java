// SPDX-License-Identifier: Apache-2.0
package stoa.kit.io;

import java.io.IOException;
import java.nio.file.Path;

/// Files that are either the old ones or the new ones, never a mixture, also after a loss of power.
public final class AtomicFile {
    private AtomicFile() {}

    /// `mode` in the owner-group-others form `rw-------`.
    public static void write(Path path, byte[] bytes, String mode) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// As `write`, readable by the owner only.
    public static void writePrivate(Path path, byte[] bytes) throws IOException {
        write(path, bytes, "rw-------");
    }
}
