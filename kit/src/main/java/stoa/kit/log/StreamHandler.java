// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/// Formats a record and hands it, whole, to a sink.
final class StreamHandler extends Handler {
    private final LineSink sink;
    private final ReentrantLock lock = new ReentrantLock();

    StreamHandler(LineSink sink) {
        this.sink = sink;
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) return;
        var bytes = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            sink.write(bytes);
        } catch (IOException e) {
            reportError("the log cannot be written", e, ErrorManager.WRITE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        lock.lock();
        try {
            sink.close();
        } catch (IOException e) {
            reportError("the log cannot be closed", e, ErrorManager.CLOSE_FAILURE);
        } finally {
            lock.unlock();
        }
    }
}
