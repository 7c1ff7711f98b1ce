// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.codec.Calldata;

/// A machine and a state to try contracts on. The machine is one for all tests: starting it takes seconds.
final class Stage {
    static final Address ANN = Address.parse("0x00000000000000000000000000000000000000a1");
    static final Address BOB = Address.parse("0x00000000000000000000000000000000000000b2");
    static final BigInteger CHAIN = BigInteger.valueOf(61127);
    static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");
    private static final String HEADER = "# { \"Depends\": \"py-genlayer:test\" }\nfrom genlayer import *\n";

    private static final class Shared {
        static final Machine MACHINE =
                Machine.start(MachineConfig.DEFAULT.withInterpreters(2).withImages(Path.of("target", "images")));
    }

    final FakeState state = new FakeState();
    Role role = new Role.Deterministic();
    Limits limits = Limits.DEFAULT;
    private int contracts;

    static Machine machine() {
        return Shared.MACHINE;
    }

    static byte[] code(String body) {
        return (HEADER + body).getBytes(StandardCharsets.UTF_8);
    }

    Outcome deploy(Address at, byte[] code, Calldata... arguments) {
        var outcome = machine()
                .run(
                        Call.deploy(at, ANN, BigInteger.ZERO, CHAIN, NOW, code, Calldata.call(null, arguments)),
                        state,
                        role,
                        limits);
        if (outcome.result() instanceof Result.Value) state.apply(at, outcome);
        return outcome;
    }

    /// Deploys a contract that must deploy, and gives back its address.
    Address contract(String body, Calldata... arguments) {
        var at =
                Address.of(new byte[] {0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) ++contracts});
        var outcome = deploy(at, code(body), arguments);
        if (!(outcome.result() instanceof Result.Value))
            throw new AssertionError(outcome.result() + "\n" + outcome.stderr());
        return at;
    }

    Outcome write(Address contract, String method, Calldata... arguments) {
        return send(contract, ANN, 0, method, arguments);
    }

    Outcome send(Address contract, Address sender, long value, String method, Calldata... arguments) {
        return keep(
                contract,
                Call.write(contract, sender, BigInteger.valueOf(value), CHAIN, NOW, Calldata.call(method, arguments)));
    }

    Outcome keep(Address contract, Call call) {
        state.credit(contract, call.value().longValueExact());
        var outcome = machine().run(call, state, role, limits);
        if (outcome.result() instanceof Result.Value) state.apply(contract, outcome);
        else state.credit(contract, -call.value().longValueExact());
        return outcome;
    }

    Outcome read(Address contract, String method, Calldata... arguments) {
        return machine()
                .run(Call.read(contract, ANN, CHAIN, NOW, Calldata.call(method, arguments)), state, role, limits);
    }

    /// The value of a call that must come back with one.
    static Calldata value(Outcome outcome) {
        if (outcome.result() instanceof Result.Value value) return value.decoded();
        throw new AssertionError(outcome.result() + "\n" + outcome.stderr());
    }

    static Calldata decoded(byte[] bytes) {
        try {
            return Calldata.decode(bytes);
        } catch (stoa.types.codec.Malformed malformed) {
            throw new AssertionError(malformed);
        }
    }

    static Optional<String> schema(String body) {
        var outcome = machine().schema(code(body), Limits.DEFAULT);
        return outcome.result() instanceof Result.Value value && value.decoded() instanceof Calldata.Text text
                ? Optional.of(text.value())
                : Optional.empty();
    }
}
