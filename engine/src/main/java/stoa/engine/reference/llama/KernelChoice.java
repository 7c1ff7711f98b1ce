// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/// Which [Kernels] compute. Both give the same bits, so the choice may change between two steps: vectors take over once
/// the compiler has seen them, because before that they are far slower than plain loops.
public final class KernelChoice {
    /// `plain` or `vector` fixes the choice; for tests and measurements.
    public static final String PROPERTY = "stoa.engine.kernels";

    /// Of the warming thread's own time, so that a busy machine only makes it later.
    private static final Duration WARM_UP_MOST = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int QUICK_ROUNDS = 50;
    private static final Kernels PLAIN = new Kernels();
    private static volatile Kernels current = PLAIN;

    static {
        switch (System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT)) {
            case "plain" -> {}
            case "vector" -> current = vector();
            default -> {
                if (present() && optimised())
                    Thread.ofPlatform()
                            .name("engine-warm-up")
                            .daemon()
                            .priority(Thread.MIN_PRIORITY)
                            .start(KernelChoice::warmUp);
            }
        }
    }

    private KernelChoice() {}

    static Kernels current() {
        return current;
    }

    /// `vector` or `plain`, for people.
    public static String name() {
        return current == PLAIN ? "plain" : "vector";
    }

    /// Whether the Vector API can be used in this process.
    public static boolean present() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /// Waits until the choice is final, for measurements.
    public static void settle() throws InterruptedException {
        for (int i = 0; i < PATIENCE.toMillis() / 10 && present() && optimised() && current == PLAIN; i++)
            Thread.sleep(10);
    }

    private static Kernels vector() {
        return new VectorKernels();
    }

    /// Without the second compiler each vector operation is a call that makes an object.
    private static boolean optimised() {
        if (!System.getProperty("java.vm.info", "").contains("mixed mode")) return false;
        var options = ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
        try {
            return options != null
                    && Integer.parseInt(options.getVMOption("TieredStopAtLevel").getValue()) == 4;
        } catch (IllegalArgumentException _) {
            return false; // another virtual machine: plain loops are right everywhere
        }
    }

    private static void warmUp() {
        var vector = vector();
        int n = 1024;
        var random = new java.util.SplittableRandom(1);
        var data = java.lang.foreign.Arena.ofAuto().allocate(8L * n);
        var w = new float[4 * n];
        var x = new float[5][n];
        var y = new float[5][8];
        var lanes = new float[Weights.LANES];
        for (var row : x) for (int i = 0; i < n; i++) row[i] = random.nextFloat();
        var clock = ManagementFactory.getThreadMXBean();
        int quick = 0;
        while (clock.getCurrentThreadCpuTime() < WARM_UP_MOST.toNanos() && quick < QUICK_ROUNDS) {
            long start = clock.getCurrentThreadCpuTime();
            for (int r = 0; r < 4; r++) {
                vector.decode(stoa.engine.reference.gguf.TensorType.Q8_0, data, 0, n, w, r * n, new byte[0]);
                vector.decode(stoa.engine.reference.gguf.TensorType.Q4_0, data, 0, n, w, r * n, new byte[0]);
            }
            vector.dots(w, 4, n, x, 0, 5, y, 0, lanes);
            vector.dots(w, 1, n, x, 0, 1, y, 4, lanes);
            vector.dotsOfBlocks(
                    stoa.engine.reference.gguf.TensorType.Q8_0, data, 0, n / 32 * 34L, n, x[0], y[0], 0, lanes);
            vector.exp(x[3], 0, n, 90f);
            vector.swiGlu(x[4], x[2], n);
            java.util.Arrays.fill(x[4], 1f);
            // Compiled, this takes some ten microseconds; interpreted, milliseconds.
            if (clock.getCurrentThreadCpuTime() - start < 60_000) quick++;
        }
        if (quick >= QUICK_ROUNDS) current = vector;
    }
}
