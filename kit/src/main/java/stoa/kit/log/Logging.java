// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.lang.System.Logger.Level;
import java.nio.file.Path;

/// Where lines go and which: set once, by the process's main class. Libraries are heard from WARNING up.
public final class Logging {
    private Logging() {}

    public static void toStderr(Level level) {
        throw new UnsupportedOperationException();
    }

    /// `file`, then `file.1` and so on, `files` in all, each at most `maxBytes`; mode 0600.
    public static void toFile(Path file, long maxBytes, int files, Level level) {
        throw new UnsupportedOperationException();
    }
}
