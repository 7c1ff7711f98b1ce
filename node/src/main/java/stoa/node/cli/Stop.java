// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import java.util.concurrent.CountDownLatch;

/// Ctrl-C and SIGTERM as a wish that [#await] hears; the JVM ends once [#close] has said that all is closed. Open it
/// first
/// and close it last.
final class Stop implements AutoCloseable {
    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Stop() {}

    static Stop onSignal() {
        var stop = new Stop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::hear));
        return stop;
    }

    void await() throws InterruptedException {
        wished.await();
    }

    boolean asked() {
        return wished.getCount() == 0;
    }

    /// As if asked to from outside.
    void now() {
        wished.countDown();
    }

    private void hear() {
        boolean clean = closed.getCount() > 0;
        wished.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A clean end on request is success; the JVM's own code would say 143.
        if (clean) Runtime.getRuntime().halt(0);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
