// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// Where lines go and which: set once, by the process's main class. Libraries (through JUL, `System.Logger` or
/// SLF4J) are heard from WARNING up.
public final class Logging {
    // The log manager holds loggers weakly; without this reference our level could be forgotten.
    private static final Logger OURS = Logger.getLogger("stoa");

    private Logging() {}

    public static void toStderr(Level level) {
        set(new StreamHandler(new LineSink.To(System.err)), level);
    }

    /// `file`, then `file.1` and so on, `files` in all, each at most about `maxBytes`; mode 0600.
    public static void toFile(Path file, long maxBytes, int files, Level level) {
        try {
            set(new StreamHandler(new LineSink.Rotating(file, maxBytes, files)), level);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the log " + file, e);
        }
    }

    /// For tests.
    static void toStream(OutputStream out, Level level) {
        set(new StreamHandler(new LineSink.To(out)), level);
    }

    private static void set(Handler handler, Level level) {
        handler.setFormatter(new LineFormat());
        handler.setLevel(java.util.logging.Level.ALL);
        var root = LogManager.getLogManager().getLogger("");
        for (var old : root.getHandlers()) {
            root.removeHandler(old);
            if (old instanceof StreamHandler) old.close(); // the console's own handler would close stderr
        }
        root.addHandler(handler);
        root.setLevel(java.util.logging.Level.WARNING);
        OURS.setLevel(
                switch (level) {
                    case ALL, TRACE, DEBUG -> java.util.logging.Level.FINE;
                    case INFO -> java.util.logging.Level.INFO;
                    case WARNING -> java.util.logging.Level.WARNING;
                    case ERROR -> java.util.logging.Level.SEVERE;
                    case OFF -> java.util.logging.Level.OFF;
                });
    }
}
