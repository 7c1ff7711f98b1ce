// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import stoa.types.Hash;

/// A class's log. A line is a sentence and pairs of key and value: `log.info("listening", "port", 8400)`.
/// Values are quoted where needed and secrets taken out before anything is written; of text, that is every run of
/// sixty-four hexadecimal digits, so pass hashes as `Hash`.
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
        logger.log(level, line(message, pairs), failure);
    }

    static String line(String message, @Nullable Object... pairs) {
        if ((pairs.length & 1) != 0) throw new IllegalArgumentException("a log line has pairs of key and value");
        var line = new StringBuilder(Redaction.redact(message));
        for (int i = 0; i < pairs.length; i += 2) {
            line.append(' ').append(pairs[i]).append('=');
            append(line, pairs[i + 1]);
        }
        return line.toString();
    }

    private static void append(StringBuilder line, @Nullable Object value) {
        if (value instanceof Hash || value instanceof Number) {
            line.append(value);
            return;
        }
        var text = Redaction.redact(String.valueOf(value));
        if (plain(text)) line.append(text);
        else quote(line, text);
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == 127) return false;
        }
        return !text.isEmpty();
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(c < ' ' || c == 127 ? '?' : c);
            }
        }
        line.append('"');
    }
}
