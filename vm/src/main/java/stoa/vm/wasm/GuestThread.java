// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

/// The only kind of thread a guest runs on. Its stack has one size everywhere, so that deep recursion ends at the same
/// depth on every machine, and it carries the meter: compiled guest code calls [#step()] at every function entry and
/// loop back-edge, which no Python code can reach or switch off.
public final class GuestThread extends Thread {
    /// How many steps pass between two looks at the wall clock.
    private static final int SLICE_STEPS = 1 << 16;

    private static final long STACK_BYTES = 64L << 20;

    /// A block copied or filled costs one step for this many bytes.
    private static final int BYTES_PER_STEP_SHIFT = 5;

    private int slice;
    private long reserve;
    private volatile long deadlineNanos = Long.MAX_VALUE;

    public GuestThread(Runnable work, String name) {
        super(null, work, name, STACK_BYTES, false);
        setDaemon(true);
    }

    /// Called by guest code only, which runs on such threads only.
    public static void step() {
        var thread = (GuestThread) Thread.currentThread();
        if (--thread.slice < 0) thread.refill();
    }

    static void charge(int bytes) {
        if (Thread.currentThread() instanceof GuestThread thread) {
            thread.slice -= bytes >>> BYTES_PER_STEP_SHIFT;
            if (thread.slice < 0) thread.refill();
        }
    }

    /// Starts a budget of steps and of time on the current thread.
    public static void begin(long steps, long wallNanos) {
        var thread = current();
        thread.slice = 0;
        thread.reserve = steps;
        thread.deadlineNanos = wallNanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + wallNanos;
    }

    /// Steps left of the budget; below zero once it is spent.
    public static long left() {
        var thread = current();
        return thread.reserve + thread.slice;
    }

    /// Takes steps from the budget for work done outside the guest.
    public static void spend(long steps) {
        var thread = current();
        thread.reserve -= steps;
        if (thread.reserve + thread.slice < 0) thread.refill();
    }

    private static GuestThread current() {
        return (GuestThread) Thread.currentThread();
    }

    private void refill() {
        long left = reserve + slice;
        if (left < 0) throw new Exhausted(Exhausted.Cause.STEPS);
        if (isInterrupted() || (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0))
            throw new Exhausted(Exhausted.Cause.TIME);
        slice = (int) Math.min(left, SLICE_STEPS);
        reserve = left - slice;
    }

    /// A budget ran out. Not a [RuntimeException] of the guest's engine: nothing on the way up may catch it.
    static final class Exhausted extends Error {
        private static final long serialVersionUID = 1;

        enum Cause {
            STEPS,
            TIME
        }

        final Cause cause;

        Exhausted(Cause cause) {
            super(cause.name(), null, false, false);
            this.cause = cause;
        }
    }
}
