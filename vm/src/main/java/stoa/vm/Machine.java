// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.vm.run.Execution;
import stoa.vm.run.Loaded;
import stoa.vm.wasm.GuestThread;
import stoa.vm.wasm.Image;
import stoa.vm.wasm.Interpreter;

/// Runs calls of contracts. Safe for use by many threads: each call takes one of a fixed number of interpreters, and
/// waits
/// while all are taken.
///
/// Every call starts from the same image, so nothing a call does to its interpreter reaches the next one.
public final class Machine implements AutoCloseable {
    private final Image base;
    private final Hash version;
    private final MachineConfig config;
    private final ExecutorService threads;
    private final BlockingQueue<Interpreter> idle;
    private final Map<Hash, Loaded> programs = new LinkedHashMap<>(16, 0.75f, true);

    private Machine(MachineConfig config, BaseImage.Made made, ExecutorService threads) {
        this.config = config;
        this.base = made.image();
        this.version = made.hash();
        this.threads = threads;
        this.idle = new ArrayBlockingQueue<>(config.interpreters());
        for (int i = 0; i < config.interpreters(); i++) idle.add(new Interpreter(base));
    }

    /// Takes seconds when no image of an earlier start is at hand.
    public static Machine start(MachineConfig config) {
        var count = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(
                config.interpreters(), work -> new GuestThread(work, "contract-" + count.incrementAndGet()));
        try {
            var made = threads.submit(() -> BaseImage.make(config)).get();
            return new Machine(config, made, threads);
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the machine started", interrupted);
        } catch (ExecutionException failed) {
            threads.shutdownNow();
            throw new IllegalStateException("the machine does not start", failed.getCause());
        }
    }

    /// Names what runs here: machines of one version have the same outcomes. The SHA-256 of the image.
    public Hash version() {
        return version;
    }

    /// Runs a call and waits for its outcome. An interrupt of the waiting thread ends the call, which then is
    /// `expired`.
    public Outcome run(Call call, StateView state, Role role, Limits limits) {
        var running = threads.submit(() -> {
            var interpreter = idle.take();
            try {
                return new Execution(interpreter, base, state, this::program, role, limits).run(call);
            } finally {
                idle.add(interpreter);
            }
        });
        try {
            return running.get();
        } catch (InterruptedException _) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("the call was interrupted");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException("the machine failed", failed.getCause());
        }
    }

    public Outcome run(Call call, StateView state, Role role) {
        return run(call, state, role, Limits.DEFAULT);
    }

    /// The public face of a contract's code as JSON, without running any of its methods.
    public Outcome schema(byte[] code, Limits limits) {
        var call = Call.deploy(
                Address.ZERO,
                Address.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO,
                java.time.Instant.EPOCH,
                code,
                Calldata.call("#get-schema"));
        return run(call.asSchema(), Nothing.STATE, new Role.Deterministic(), limits);
    }

    /// The address of a deployment by `deployer` with a salt.
    public static Address salted(Address deployer, BigInteger salt, BigInteger chainId) {
        return Execution.salted(deployer, salt, chainId);
    }

    private Loaded program(byte[] code) throws Program.Invalid {
        var id = Digests.INSTANCE.sha256(code);
        synchronized (programs) {
            var known = programs.get(id);
            if (known != null) return known;
        }
        var loaded = new Loaded(Program.parse(code));
        synchronized (programs) {
            forget();
            programs.put(id, loaded);
            return loaded;
        }
    }

    /// Drops the images used longest ago while all together are too large.
    private void forget() {
        long bytes = 0;
        for (var program : programs.values()) bytes += Math.max(program.bytesBeyond(base), PROGRAM_BYTES_LEAST);
        var oldest = programs.values().iterator();
        while (bytes > config.programImagesBytes() && oldest.hasNext()) {
            bytes -= Math.max(oldest.next().bytesBeyond(base), PROGRAM_BYTES_LEAST);
            oldest.remove();
        }
    }

    private static final long PROGRAM_BYTES_LEAST = 256 << 10;

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
