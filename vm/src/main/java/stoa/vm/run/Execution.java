// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.types.codec.Malformed;
import stoa.vm.Call;
import stoa.vm.Limits;
import stoa.vm.Oracle;
import stoa.vm.Outcome;
import stoa.vm.Program;
import stoa.vm.Result;
import stoa.vm.Role;
import stoa.vm.StateView;
import stoa.vm.wasm.GuestThread;
import stoa.vm.wasm.Image;
import stoa.vm.wasm.Interpreter;

/// Runs one call on one interpreter. Runs inside of it (blocks, sandboxes, calls of other contracts' views) use the
/// same
/// interpreter: its image is taken, they run, and the image is put back, so whatever they do to memory is gone.
public final class Execution {
    /// Where programs come from, by their code.
    public interface Programs {
        Loaded of(byte[] code) throws Program.Invalid;
    }

    private final Interpreter interpreter;
    private final Image base;
    private final Host host;
    private final Limits limits;
    private final Receipt receipt;
    private final Role role;
    private int depth;

    public Execution(
            Interpreter interpreter, Image base, StateView state, Programs programs, Role role, Limits limits) {
        this.interpreter = interpreter;
        this.base = base;
        this.limits = limits;
        this.role = role;
        this.receipt = new Receipt(limits);
        Optional<Oracle> oracle =
                switch (role) {
                    case Role.Leader leader -> Optional.of(leader.oracle());
                    case Role.Validator validator -> Optional.of(validator.oracle());
                    case Role.Replay _, Role.Deterministic _ -> Optional.empty();
                };
        this.host = new Host(state, programs, limits, oracle, receipt);
    }

    /// Runs the call on the current thread, which is a [GuestThread].
    public Outcome run(Call call) {
        GuestThread.begin(limits.steps(), limits.wall().toNanos());
        interpreter.limitPages(limits.memoryPages());
        boolean expired = false;
        var storage = new Storage(host.state(), call.contract(), call.state(), limits.storageBytes());
        Result result;
        try {
            result = attempt(call, storage);
        } catch (Interpreter.Ended ended) {
            expired = ended.how() == Interpreter.Ended.How.OUT_OF_TIME;
            result = ending(ended);
        }
        boolean kept = result instanceof Result.Value;
        return new Outcome(
                result,
                kept ? storage.writes() : List.of(),
                kept ? receipt.effects : List.of(),
                receipt.blocks,
                receipt.disagreement,
                expired,
                receipt.stdout.toString(StandardCharsets.UTF_8),
                receipt.stderr.toString(StandardCharsets.UTF_8),
                receipt.trace,
                limits.steps() - GuestThread.left(),
                interpreter.pages());
    }

    private Result attempt(Call call, Storage storage) throws Interpreter.Ended {
        try {
            return attemptLoaded(call, storage);
        } catch (RunEnd end) {
            return end.result();
        }
    }

    private Result attemptLoaded(Call call, Storage storage) throws Interpreter.Ended {
        if (call.entry().length > limits.calldataBytes()) return new Result.VmError("exit_code 1");
        var code = call.deployment().orElseGet(() -> host.code(call.contract(), call.state()));
        if (code.length == 0) return absent(call.contract());
        Loaded loaded;
        try {
            loaded = host.programs().of(code);
        } catch (Program.Invalid invalid) {
            receipt.complain(String.valueOf(invalid.getMessage()));
            return new Result.VmError(invalid.code());
        }
        if (call.mode() == Call.Mode.WRITE && call.deployment().isPresent()) {
            var head = new byte[4];
            Bits.putU32(head, 0, code.length);
            if (!storage.write(SlotIds.CODE, 0, Bytes.concat(head, code), 0))
                return new Result.VmError("out_of storage");
        } else if (call.mode() == Call.Mode.WRITE) storage.lock(locked(call));
        return start(new Run(this, call, storage, Run.World.of(call)), loaded);
    }

    private Result absent(Address contract) {
        receipt.complain("there is no contract at " + contract);
        return new Result.VmError(Program.ABSENT_CODE);
    }

    /// Slots that this sender may not write.
    private Set<Hash> locked(Call call) {
        var upgraders = list(call, SlotIds.UPGRADERS, Address.BYTES);
        for (int at = 0; at < upgraders.length; at += Address.BYTES)
            if (Address.of(upgraders, at).equals(call.sender())) return Set.of();
        var ids = list(call, SlotIds.LOCKED, Hash.BYTES);
        var locked = new HashSet<Hash>();
        for (int at = 0; at < ids.length; at += Hash.BYTES) locked.add(Hash.of(ids, at));
        return locked;
    }

    private byte[] list(Call call, Hash slot, int itemBytes) {
        int count = Bits.u32(host.state().storage(call.contract(), call.state(), slot, 0, 4), 0);
        if (count < 0 || count > LISTED_MAX) throw new RunEnd("out_of locked_slots");
        return host.state().storage(call.contract(), call.state(), slot, 4, count * itemBytes);
    }

    private static final int LISTED_MAX = 4096;

    // ------------------------------------------------------------------ runs

    /// Puts the interpreter to a program and runs the run's call.
    private Result start(Run run, Loaded loaded) throws Interpreter.Ended {
        var ready = loaded.image();
        if (ready != null) {
            GuestThread.spend(loaded.steps());
            interpreter.restore(ready);
        } else {
            var failed = load(run, loaded);
            if (failed.isPresent()) return failed.get();
        }
        return execute(run, Bytes.concat(new byte[] {'R'}, run.message()));
    }

    private Optional<Result> load(Run run, Loaded loaded) throws Interpreter.Ended {
        interpreter.restore(base);
        long before = GuestThread.left();
        run.watch();
        var result = execute(run, loaded.program().order());
        if (!(result instanceof Result.Value)) return Optional.of(result);
        if (!run.touched()) loaded.keep(interpreter.capture(), before - GuestThread.left());
        return Optional.empty();
    }

    /// Runs one order; whatever ends the guest becomes a result, but a spent budget ends the whole call.
    private Result execute(Run run, byte[] order) throws Interpreter.Ended {
        try {
            return checked(interpreter.execute(run, order));
        } catch (RunEnd end) {
            return end.result();
        } catch (Interpreter.Ended ended) {
            if (ended.how() == Interpreter.Ended.How.OUT_OF_TIME || ended.how() == Interpreter.Ended.How.OUT_OF_STEPS)
                throw ended;
            return ending(ended);
        }
    }

    private Result checked(byte[] bytes) {
        try {
            if (bytes.length > limits.calldataBytes()) return new Result.VmError("out_of receipt");
            return Result.decode(bytes);
        } catch (Malformed malformed) {
            receipt.complain("the result is no calldata: " + malformed.getMessage());
            return new Result.VmError("exit_code 1");
        }
    }

    private static Result ending(Interpreter.Ended ended) {
        return new Result.VmError(
                switch (ended.how()) {
                    case EXIT -> "exit_code " + ended.code();
                    case STACK_OVERFLOW -> "wasm_trap stack_overflow";
                    case TRAP -> "wasm_trap unreachable";
                    case OUT_OF_STEPS, OUT_OF_TIME -> "timeout";
                });
    }

    /// Runs an order inside of the current run, on a copy of its memory.
    Result nested(Run run, byte[] order) {
        return inside(() -> execute(run, order));
    }

    /// Runs a view of another contract inside of the current run.
    Result view(Call call) {
        return inside(() -> {
            var storage = new Storage(host.state(), call.contract(), call.state(), 0);
            return attempt(call, storage);
        });
    }

    private interface Inside {
        Result run() throws Interpreter.Ended;
    }

    /// A budget that ran out inside has run out outside too: the guest's next step ends it.
    private Result inside(Inside work) {
        if (depth >= limits.depth()) return new Result.VmError("out_of vm_recursion");
        var image = interpreter.capture();
        GuestThread.spend(NESTED_STEPS);
        depth++;
        try {
            return work.run();
        } catch (Interpreter.Ended spent) {
            return ending(spent);
        } finally {
            depth--;
            interpreter.restore(image);
        }
    }

    private static final int NESTED_STEPS = 20_000;

    // ------------------------------------------------------------------ blocks

    /// Runs the next nondeterministic block in this call's role and gives back what the contract goes on with.
    byte[] block(Run outer) {
        int number = receipt.blocks.size();
        var run = outer.inside(Run.World.NONDETERMINISTIC);
        return switch (role) {
            case Role.Deterministic _ -> throw new RunEnd("forbidden");
            case Role.Leader _ -> {
                var result = nested(run, new byte[] {'F', Run.LEADER}).encode();
                receipt.block(result);
                yield result;
            }
            case Role.Validator validator -> {
                var leaders = recorded(validator.leaderOutputs(), number);
                receipt.block(leaders);
                var judged = nested(run, Bytes.concat(new byte[] {'F', Run.VALIDATOR}, leaders));
                if (!agrees(judged)) receipt.disagree(number);
                yield leaders;
            }
            case Role.Replay replay -> {
                var leaders = recorded(replay.leaderOutputs(), number);
                receipt.block(leaders);
                yield leaders;
            }
        };
    }

    private static boolean agrees(Result judged) {
        return judged instanceof Result.Value value && value.decoded().equals(Calldata.of(true));
    }

    private byte[] recorded(List<byte[]> outputs, int number) {
        if (number >= outputs.size()) {
            receipt.disagree(number);
            throw new RunEnd("leader_fault nondet_output absent");
        }
        var bytes = outputs.get(number);
        try {
            Result.decode(bytes);
        } catch (Malformed _) {
            receipt.disagree(number);
            throw new RunEnd("leader_fault nondet_output malformed");
        }
        return bytes;
    }

    // ------------------------------------------------------------------ for runs

    Host host() {
        return host;
    }

    Receipt receipt() {
        return receipt;
    }

    /// The address of a deployment with a salt.
    public static Address salted(Address deployer, BigInteger salt, BigInteger chainId) {
        var hash = Digests.INSTANCE.keccak256(new byte[] {1}, deployer.bytes(), bigEndian(salt), bigEndian(chainId));
        return Address.of(Arrays.copyOf(hash.bytes(), Address.BYTES));
    }

    private static byte[] bigEndian(BigInteger value) {
        var little = Bits.u256(value);
        var out = new byte[little.length];
        for (int i = 0; i < out.length; i++) out[i] = little[out.length - 1 - i];
        return out;
    }
}
