// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import stoa.types.Address;
import stoa.types.codec.Calldata;

/// Measures warm calls of the storage template (read, write, event). Not a test: run its main, with the flags that let
/// the compiler take on the interpreter's main loop (see docs/adr/0030).
final class Bench {
    private static final String STORAGE = """
            # { "Depends": "py-genlayer:test" }
            from genlayer import *

            class Stored(gl.Event):
                def __init__(self, author: Address, /, **blob): ...

            class Storage(gl.Contract):
                text: str
                count: u256

                def __init__(self, text: str):
                    self.text = text

                @gl.public.view
                def get(self) -> str:
                    return self.text

                @gl.public.write
                def update(self, text: str) -> u256:
                    before = self.text
                    self.text = text
                    self.count += 1
                    Stored(gl.message.sender_address, before=before, after=text).emit()
                    return self.count
            """;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int interpreters = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        long start = System.nanoTime();
        var config = MachineConfig.DEFAULT.withInterpreters(interpreters).withImages(Path.of("/tmp/vm-images"));
        try (var machine = Machine.start(config)) {
            System.out.printf(Locale.ROOT, "started in %d ms, version %s%n", millis(start), machine.version());
            var contract = Address.parse("0x00000000000000000000000000000000000000aa");
            var sender = Address.parse("0x00000000000000000000000000000000000000bb");
            var state = new FakeState();
            var chain = BigInteger.valueOf(61127);
            var time = Instant.parse("2026-11-21T00:00:00Z");
            start = System.nanoTime();
            var deployed = machine.run(
                    Call.deploy(
                            contract,
                            sender,
                            BigInteger.ZERO,
                            chain,
                            time,
                            STORAGE.getBytes(),
                            Calldata.call(null, Calldata.of("first"))),
                    state,
                    new Role.Deterministic());
            System.out.printf(
                    Locale.ROOT, "first call %d ms: %s %s%n", millis(start), deployed.result(), deployed.stderr());
            state.apply(contract, deployed);
            var call = Call.write(
                    contract, sender, BigInteger.ZERO, chain, time, Calldata.call("update", Calldata.of("second")));
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            var times = new long[2_000_000];
            while (System.nanoTime() < until) {
                int n = 0;
                long round = System.nanoTime();
                long steps = 0;
                while (System.nanoTime() - round < 2_000_000_000L) {
                    long from = System.nanoTime();
                    var outcome = machine.run(call, state, new Role.Deterministic());
                    times[n++] = System.nanoTime() - from;
                    steps = outcome.steps();
                    if (!(outcome.result() instanceof Result.Value))
                        throw new IllegalStateException(outcome.toString());
                }
                Arrays.sort(times, 0, n);
                System.out.printf(
                        Locale.ROOT,
                        "p50 %.2f ms  p99 %.2f ms  %d calls/s  %d steps%n",
                        times[n / 2] / 1e6,
                        times[n * 99 / 100] / 1e6,
                        n / 2,
                        steps);
            }
        }
    }

    private static long millis(long from) {
        return (System.nanoTime() - from) / 1_000_000;
    }
}
