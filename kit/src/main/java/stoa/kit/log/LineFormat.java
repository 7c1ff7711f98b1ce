// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// `2026-01-31T12:00:00.000Z INFO HttpServer listening port=8400`, then a failure's stack, indented. Libraries'
/// lines lose their secrets here; ours have lost them before.
final class LineFormat extends Formatter {
    @Override
    public String format(LogRecord record) {
        var out = new StringBuilder(200);
        out.append(instant(record)).append(' ').append(level(record.getLevel())).append(' ');
        var logger = record.getLoggerName() == null ? "" : record.getLoggerName();
        out.append(logger.substring(logger.lastIndexOf('.') + 1)).append(' ');
        boolean ours = logger.startsWith("stoa.");
        out.append(oneLine(ours ? record.getMessage() : Redaction.redact(formatMessage(record))))
                .append('\n');
        var failure = record.getThrown();
        if (failure != null) out.append(stack(failure));
        return out.toString();
    }

    private static Instant instant(LogRecord record) {
        return record.getInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) return "ERROR";
        if (level.intValue() >= Level.WARNING.intValue()) return "WARN";
        if (level.intValue() >= Level.INFO.intValue()) return "INFO";
        return "DEBUG";
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String stack(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return Redaction.redact(text.toString()).stripTrailing().indent(4);
    }
}
