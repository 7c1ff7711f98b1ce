// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// A class's log. A line is a sentence and pairs of key and value: `log.info("listening", "port", 8400)`.
/// Values are quoted where needed and secrets taken out before anything is written.
public final class Log {
    private final System.Logger logger;

    private Log(System.Logger logger) {
        this.logger = logger;
    }

    public static Log of(Class<?> type) {
        return new Log(System.getLogger(type.getName()));
    }

    public void debug(String message, @Nullable Object... pairs) {
        log(Level.DEBUG, message, null, pairs);
    }

    public void info(String message, @Nullable Object... pairs) {
        log(Level.INFO, message, null, pairs);
    }

    public void warn(String message, @Nullable Object... pairs) {
        log(Level.WARNING, message, null, pairs);
    }

    public void error(String message, @Nullable Object... pairs) {
        log(Level.ERROR, message, null, pairs);
    }

    /// With the stack of `failure` on the following lines.
    public void error(String message, Throwable failure, @Nullable Object... pairs) {
        log(Level.ERROR, message, failure, pairs);
    }

    public boolean debugging() {
        return logger.isLoggable(Level.DEBUG);
    }

    private void log(Level level, String message, @Nullable Throwable failure, @Nullable Object[] pairs) {
        if (!logger.isLoggable(level)) return;
        var line = new StringBuilder(message);
        for (int i = 0; i + 1 < pairs.length; i += 2)
            line.append(' ').append(pairs[i]).append('=').append(pairs[i + 1]);
        logger.log(level, line.toString(), failure);
    }
}
