// SPDX-License-Identifier: Apache-2.0
package stoa.vm.bench;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.vm.Call;
import stoa.vm.Machine;
import stoa.vm.MachineConfig;
import stoa.vm.Outcome;
import stoa.vm.Result;
import stoa.vm.Role;
import stoa.vm.StateView;

/// Warm calls: the storage template (read, write, event) and a contract that turns five hundred objects into JSON and
/// back. Run it with the flags of docs/adr/0030; without them the interpreter's main loop stays uncompiled.
public final class ContractBench {
    private static final String HEADER = "# { \"Depends\": \"py-genlayer:test\" }\nfrom genlayer import *\n";

    private static final String STORAGE = HEADER + """
            class Stored(gl.Event):
                def __init__(self, author: Address, /, **blob): ...

            class Storage(gl.Contract):
                text: str
                count: u256

                def __init__(self):
                    self.text = 'first'

                @gl.public.write
                def go(self) -> u256:
                    before = self.text
                    self.text = 'second'
                    self.count += 1
                    Stored(gl.message.sender_address, before=before, after=self.text).emit()
                    return self.count
            """;

    private static final String OBJECTS = HEADER + """
            import json

            class Objects(gl.Contract):
                n: u32

                def __init__(self): ...

                @gl.public.write
                def go(self) -> int:
                    rows = [{'id': i, 'name': 'row', 'tags': ['a', 'b']} for i in range(500)]
                    self.n = len(json.loads(json.dumps(rows)))
                    return self.n
            """;

    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final Address SENDER = Address.parse("0x00000000000000000000000000000000000000bb");
    private static final Instant TIME = Instant.parse("2026-11-21T00:00:00Z");

    private ContractBench() {}

    /// One contract's calls.
    ///
    /// @param cpuMillis of the interpreter's thread for one call
    public record Figures(
            String contract, double p50Millis, double p99Millis, double callsPerSecond, double cpuMillis, long steps) {}

    /// Warms each contract up and measures it.
    ///
    /// @param images where the interpreter's image is kept between runs
    /// @param each told each contract's figures as soon as they are there
    public static List<Figures> run(
            Duration warmUp, Duration measured, int interpreters, Path images, Consumer<Figures> each)
            throws InterruptedException {
        var config = MachineConfig.DEFAULT.withInterpreters(interpreters).withImages(images);
        var figures = new ArrayList<Figures>();
        try (var machine = Machine.start(config)) {
            for (var contract : List.of(Map.entry("storage", STORAGE), Map.entry("json", OBJECTS))) {
                measure(machine, contract.getKey(), contract.getValue(), warmUp, interpreters);
                var figure = measure(machine, contract.getKey(), contract.getValue(), measured, interpreters);
                each.accept(figure);
                figures.add(figure);
            }
        }
        return figures;
    }

    /// Seconds to warm up, seconds to measure, and how many interpreters.
    public static void main(String[] arguments) throws InterruptedException {
        int warmUp = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        int interpreters = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        var images = Path.of(System.getProperty("java.io.tmpdir"), "stoa-images");
        run(
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds),
                interpreters,
                images,
                figures -> System.out.printf(
                        Locale.ROOT,
                        "%-8s p50 %.2f ms  p99 %.2f ms  %.0f calls/s  %.2f ms CPU a call  %d steps%n",
                        figures.contract,
                        figures.p50Millis,
                        figures.p99Millis,
                        figures.callsPerSecond,
                        figures.cpuMillis,
                        figures.steps));
    }

    private static Figures measure(Machine machine, String name, String code, Duration time, int callers)
            throws InterruptedException {
        var state = new Written();
        var deployed = machine.run(
                Call.deploy(
                        CONTRACT,
                        SENDER,
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        TIME,
                        code.getBytes(StandardCharsets.UTF_8),
                        Calldata.call(null)),
                state,
                new Role.Deterministic());
        checked(deployed);
        state.apply(deployed);
        var call = Call.write(CONTRACT, SENDER, BigInteger.ZERO, BigInteger.ONE, TIME, Calldata.call("go"));
        var times = new ConcurrentHashMap<Integer, long[]>();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            threads.add(Thread.ofPlatform()
                    .start(() -> times.put(caller, calls(machine, call, state, start + time.toNanos()))));
        }
        for (var thread : threads) thread.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMillis = (cpuNanos() - cpu) / 1e6;
        var all = times.values().stream().flatMapToLong(Arrays::stream).sorted().toArray();
        long steps = checked(machine.run(call, state, new Role.Deterministic())).steps();
        return new Figures(
                name,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                all.length / seconds,
                cpuMillis / all.length,
                steps);
    }

    private static long[] calls(Machine machine, Call call, StateView state, long until) {
        var times = new long[1024];
        int count = 0;
        while (System.nanoTime() < until || count == 0) {
            long from = System.nanoTime();
            checked(machine.run(call, state, new Role.Deterministic()));
            if (count == times.length) times = Arrays.copyOf(times, 2 * count);
            times[count++] = System.nanoTime() - from;
        }
        return Arrays.copyOf(times, count);
    }

    private static Outcome checked(Outcome outcome) {
        if (outcome.result() instanceof Result.Value) return outcome;
        throw new IllegalStateException(outcome.result() + " " + outcome.stderr());
    }

    /// Of the threads contracts run on: neither the compiler's work nor waiting for a core is in it.
    private static long cpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("contract-"))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    /// The state after one outcome, of one contract.
    private static final class Written implements StateView {
        private final Map<Hash, byte[]> slots = new HashMap<>();

        void apply(Outcome outcome) {
            for (var write : outcome.writes()) {
                var old = slots.getOrDefault(write.slot(), new byte[0]);
                var bytes = Arrays.copyOf(old, Math.max(old.length, write.offset() + write.bytes().length));
                System.arraycopy(write.bytes(), 0, bytes, write.offset(), write.bytes().length);
                slots.put(write.slot(), bytes);
            }
        }

        @Override
        public byte[] storage(Address contract, Kind kind, Hash slot, int offset, int length) {
            var bytes = Optional.ofNullable(slots.get(slot)).orElse(new byte[0]);
            var out = new byte[length];
            if (offset < bytes.length) System.arraycopy(bytes, offset, out, 0, Math.min(length, bytes.length - offset));
            return out;
        }

        @Override
        public BigInteger balance(Address account, Kind kind) {
            return BigInteger.ZERO;
        }
    }
}
