// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Calldata;
import stoa.vm.Call;
import stoa.vm.Result;
import stoa.vm.wasm.GuestThread;
import stoa.vm.wasm.Surroundings;

/// One run of a guest: its message, its storage, and what it may do. Answers the guest's machine calls.
final class Run implements Surroundings {
    /// What a run may do.
    enum World {
        /// The call itself, or a sandbox that may write.
        WRITING,
        /// A view, or a sandbox that may not write.
        READING,
        /// A block that may ask models and the web, and has no storage.
        NONDETERMINISTIC;

        static World of(Call call) {
            return call.mode() == Call.Mode.WRITE ? WRITING : READING;
        }
    }

    static final byte LEADER = 0;
    static final byte VALIDATOR = 1;

    // Error numbers of answers.
    static final int OK = 0;
    static final int OVERFLOW = 1;
    static final int INVALID = 2;
    static final int FORBIDDEN = 6;
    static final int INSUFFICIENT = 7;

    private static final int CALL_STEPS = 300;
    private static final int BYTES_PER_STEP_SHIFT = 3;
    private static final int READ_BYTES_MAX = 16 << 20;
    private static final int SLOT_HEAD_BYTES = 1 + Hash.BYTES + 4 + 4;
    private static final SecureRandom SECURE = new SecureRandom();

    private final Execution execution;
    private final Call call;
    private final Storage storage;
    private final World world;
    private final boolean ofCall;
    private final byte[] message;
    private @Nullable MersenneTwister random;
    private byte @Nullable [] fork;
    private byte[] forked = {};
    private boolean loading;
    private boolean touched;

    Run(Execution execution, Call call, Storage storage, World world) {
        this(execution, call, storage, world, true, Message.encode(call));
    }

    private Run(Execution execution, Call call, Storage storage, World world, boolean ofCall, byte[] message) {
        this.execution = execution;
        this.call = call;
        this.storage = storage;
        this.world = world;
        this.ofCall = ofCall;
        this.message = message;
    }

    /// A run in another world on the same storage, for a block of this one.
    Run inside(World next) {
        return new Run(execution, call, storage, next, false, message);
    }

    byte[] message() {
        return message;
    }

    /// From here on notes whether the guest looks at anything outside of itself; until the next order.
    void watch() {
        loading = true;
        touched = false;
    }

    boolean touched() {
        loading = false;
        return touched;
    }

    World world() {
        return world;
    }

    Call call() {
        return call;
    }

    Execution execution() {
        return execution;
    }

    // ------------------------------------------------------------------ surroundings

    @Override
    public long clockNanos() {
        if (fork != null) runFork(fork);
        else touched = true;
        return call.time().getEpochSecond() * 1_000_000_000L + call.time().getNano();
    }

    /// While a program is loaded all get the same, so that its image can be kept; calls seed anew.
    @Override
    public byte[] random(int length) {
        if (loading) return new byte[length];
        if (world == World.NONDETERMINISTIC) {
            var out = new byte[length];
            SECURE.nextBytes(out);
            return out;
        }
        if (random == null) random = new MersenneTwister(seed());
        return random.bytes(length);
    }

    private int[] seed() {
        var digest = SlotIds.sha3().digest(message);
        var key = new int[8];
        for (int i = 0; i < key.length; i++) key[i] = Bits.u32(digest, 4 * i);
        return key;
    }

    @Override
    public void output(boolean error, byte[] text) {
        touched = true;
        GuestThread.spend(text.length >>> BYTES_PER_STEP_SHIFT);
        execution.receipt().output(error, text);
    }

    @Override
    public byte[] answer(byte[] request) {
        GuestThread.spend(CALL_STEPS + (request.length >>> BYTES_PER_STEP_SHIFT));
        if (request.length == 0) return error(INVALID);
        int kind = request[0];
        if (kind == MachineCall.KECCAK) return keccak(request);
        touched = true;
        return switch (kind) {
            case MachineCall.READ -> read(request);
            case MachineCall.WRITE -> write(request);
            case MachineCall.BALANCE -> balance(request);
            case MachineCall.CALL -> MachineCall.answer(this, Arrays.copyOfRange(request, 1, request.length));
            case MachineCall.FINISH -> throw finish(request);
            case MachineCall.FORK -> order(request);
            case MachineCall.FORKED -> ok(forked);
            case MachineCall.MESSAGE -> ok(message);
            default -> error(INVALID);
        };
    }

    static byte[] ok(byte... payload) {
        return Bytes.concat(new byte[] {OK}, payload);
    }

    static byte[] error(int number) {
        return new byte[] {(byte) number};
    }

    static byte[] error(int number, String text) {
        return Bytes.concat(new byte[] {(byte) number}, text.getBytes(StandardCharsets.UTF_8));
    }

    // ------------------------------------------------------------------ machine calls

    /// Requests stand in a buffer that may be longer than they are, so each says its own length.
    private static byte[] keccak(byte[] request) {
        if (request.length < 5) return error(INVALID);
        int length = Bits.u32(request, 1);
        if (length < 0 || length > request.length - 5) return error(INVALID);
        GuestThread.spend(length);
        return ok(Digests.INSTANCE
                .keccak256(Arrays.copyOfRange(request, 5, 5 + length))
                .bytes());
    }

    private byte[] read(byte[] request) {
        if (world == World.NONDETERMINISTIC) return error(FORBIDDEN, "storage cannot be read here");
        if (request.length < SLOT_HEAD_BYTES) return error(INVALID);
        int offset = Bits.u32(request, 33);
        int length = Bits.u32(request, 37);
        if (length < 0 || length > READ_BYTES_MAX || outside(offset, length)) return error(OVERFLOW);
        GuestThread.spend(length >>> BYTES_PER_STEP_SHIFT);
        return ok(storage.read(Hash.of(request, 1), offset, length));
    }

    private byte[] write(byte[] request) {
        if (world != World.WRITING) return error(FORBIDDEN, "storage cannot be written here");
        if (request.length < SLOT_HEAD_BYTES) return error(INVALID);
        var slot = Hash.of(request, 1);
        int offset = Bits.u32(request, 33);
        int length = Bits.u32(request, 37);
        if (length < 0 || length > request.length - SLOT_HEAD_BYTES || outside(offset, length)) return error(OVERFLOW);
        if (storage.isLocked(slot)) return error(FORBIDDEN, "this part of storage is protected");
        var data = Arrays.copyOfRange(request, SLOT_HEAD_BYTES, SLOT_HEAD_BYTES + length);
        if (!storage.write(slot, offset, data, 0)) throw new RunEnd("out_of storage");
        return ok();
    }

    /// Slots reach to 2 GiB here; nobody pays for more.
    private static boolean outside(int offset, int length) {
        return offset < 0 || (long) offset + length > Integer.MAX_VALUE;
    }

    private byte[] balance(byte[] request) {
        if (world == World.NONDETERMINISTIC) return error(FORBIDDEN, "balances cannot be read here");
        if (request.length < 1 + Address.BYTES) return error(INVALID);
        return ok(Bits.u256(balance(Address.of(request, 1))));
    }

    BigInteger balance(Address account) {
        var held = execution.host().state().balance(account, call.state());
        return account.equals(call.contract()) ? held.subtract(execution.receipt().spent) : held;
    }

    private RunEnd finish(byte[] request) {
        if (request.length < 6) return new RunEnd("exit_code 1");
        int length = Bits.u32(request, 1);
        if (length < 1 || length > request.length - 5) return new RunEnd("exit_code 1");
        try {
            return new RunEnd(Result.decode(Arrays.copyOfRange(request, 5, 5 + length)));
        } catch (stoa.types.codec.Malformed _) {
            return new RunEnd("exit_code 1");
        }
    }

    // ------------------------------------------------------------------ runs inside of this one

    private byte[] order(byte[] request) {
        if (request.length < 3 || (request[1] != MachineCall.BLOCK && request[1] != MachineCall.SANDBOX))
            return error(INVALID);
        if (request[1] == MachineCall.BLOCK && (world != World.WRITING && world != World.READING || !ofCall))
            return error(FORBIDDEN, "a nondeterministic block cannot stand here");
        fork = request;
        return ok();
    }

    private void runFork(byte[] order) {
        fork = null;
        forked = order[1] == MachineCall.BLOCK ? execution.block(this) : sandbox(order[2] == 1);
    }

    private byte[] sandbox(boolean mayWrite) {
        var next = world == World.WRITING && !mayWrite ? World.READING : world;
        int mark = storage.mark();
        var effects = execution.receipt().mark();
        var result = execution.nested(inside(next), new byte[] {'F', LEADER});
        if (!(result instanceof Result.Value)) {
            storage.backTo(mark);
            execution.receipt().backTo(effects);
        }
        return result.encode();
    }

    /// Questions and answers of other kinds, for [MachineCall].
    Result view(Address contract, Calldata entry, stoa.vm.StateView.Kind kind) {
        var stack = new ArrayList<>(call.stack());
        stack.add(call.contract());
        return execution.view(new Call(
                contract,
                call.sender(),
                call.origin(),
                BigInteger.ZERO,
                call.chainId(),
                call.time(),
                java.util.Optional.empty(),
                entry.encode(),
                Call.Mode.READ,
                kind,
                stack));
    }
}
