// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet.home;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// CometBFT running as a child of ours. It ends with its application: when ours goes away it stops by itself.
public final class CometProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Process process;

    private CometProcess(Process process) {
        this.process = process;
    }

    /// Starts it in its home; what it says goes to [CometHome#log].
    public static CometProcess start(Path program, CometHome home) throws IOException {
        var builder = new ProcessBuilder(
                        program.toString(), "start", "--home", home.dir().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()));
        return new CometProcess(builder.start());
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Calls `ended` on a thread of its own when the process is gone.
    public void onExit(Runnable ended) {
        process.onExit().thenRun(ended);
    }

    /// As a power failure would.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
