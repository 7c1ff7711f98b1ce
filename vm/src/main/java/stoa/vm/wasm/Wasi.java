// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/// All the guest can ask of the system it believes to run on. There are no files but one, read at start; no sockets, no
/// environment, no arguments; a clock that stands still and randomness from a seed. Everything else answers that it
/// does not exist. Writing to descriptor 0 is the machine call: the answer comes back in the same buffer.
final class Wasi {
    /// What ends a guest that called `exit`.
    static final class Exit extends Error {
        private static final long serialVersionUID = 1;
        final int code;

        Exit(int code) {
            super("exit " + code, null, false, false);
            this.code = code;
        }
    }

    private static final int OK = 0;
    private static final int BADF = 8;
    private static final int INVAL = 28;
    private static final int NOENT = 44;
    private static final int NOSYS = 52;

    private static final int MACHINE = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ROOT = 3;
    private static final int BOOT = 4;
    private static final int LISTING = 5;
    private static final byte[] ROOT_NAME = "/guest".getBytes(StandardCharsets.UTF_8);
    private static final String BOOT_NAME = "guest.py";

    private static final int RANDOM_BYTES_MAX = 1 << 16;

    private static final int FILE = 4;
    private static final int DIRECTORY = 3;
    private static final int CHARACTER = 2;

    private byte @Nullable [] boot;
    private int bootAt;
    private byte[] answer = {};
    private int answerAt;
    private Surroundings around = new Surroundings.Still();

    /// Changes what the guest is surrounded by; what was there before comes back.
    Surroundings surround(Surroundings next) {
        var before = around;
        around = next;
        answer = new byte[0];
        answerAt = 0;
        return before;
    }

    /// The file the interpreter imports at start; none afterwards.
    void boot(byte @Nullable [] source) {
        boot = source;
        bootAt = 0;
    }

    HostFunction[] functions() {
        var out = new ArrayList<HostFunction>();
        one(out, "clock_time_get", "iji", (m, a) -> clock(m, (int) a[2]));
        one(out, "clock_res_get", "ii", (m, a) -> longAt(m, (int) a[1], 1_000));
        one(out, "random_get", "ii", (m, a) -> random(m, (int) a[0], (int) a[1]));
        one(out, "fd_write", "iiii", (m, a) -> write(m, (int) a[0], (int) a[1], (int) a[2], (int) a[3]));
        one(out, "fd_read", "iiii", (m, a) -> read(m, (int) a[0], (int) a[1], (int) a[2], (int) a[3]));
        one(out, "fd_seek", "ijii", (m, a) -> seek(m, (int) a[0], a[1], (int) a[2], (int) a[3]));
        one(out, "fd_readdir", "iiiji", (m, a) -> list(m, (int) a[0], (int) a[1], (int) a[2], a[3], (int) a[4]));
        one(out, "fd_tell", "ii", (m, a) -> a[0] == BOOT ? longAt(m, (int) a[1], bootAt) : BADF);
        one(out, "fd_close", "i", (_, a) -> a[0] == BOOT || a[0] == LISTING ? OK : BADF);
        one(out, "fd_fdstat_get", "ii", (m, a) -> descriptor(m, (int) a[0], (int) a[1]));
        one(out, "fd_filestat_get", "ii", (m, a) -> status(m, (int) a[0], (int) a[1]));
        one(out, "fd_prestat_get", "ii", (m, a) -> root(m, (int) a[0], (int) a[1]));
        one(out, "fd_prestat_dir_name", "iii", (m, a) -> rootName(m, (int) a[0], (int) a[1], (int) a[2]));
        one(out, "path_filestat_get", "iiiii", (m, a) -> {
            var name = name(m, (int) a[2], (int) a[3]);
            if (boot == null) return NOENT;
            return name.equals(BOOT_NAME)
                    ? status(m, BOOT, (int) a[4])
                    : name.equals(".") ? status(m, ROOT, (int) a[4]) : NOENT;
        });
        one(out, "path_open", "iiiiijjii", (m, a) -> open(m, name(m, (int) a[2], (int) a[3]), (int) a[8]));
        one(out, "args_sizes_get", "ii", (m, a) -> none(m, a));
        one(out, "environ_sizes_get", "ii", (m, a) -> none(m, a));
        one(out, "args_get", "ii", (_, _) -> OK);
        one(out, "environ_get", "ii", (_, _) -> OK);
        one(out, "sched_yield", "", (_, _) -> OK);
        for (var absent : ABSENT) one(out, absent[0], absent[1], (_, _) -> NOSYS);
        out.add(function("wasi_snapshot_preview1", "proc_exit", "i", false, (_, a) -> {
            throw new Exit((int) a[0]);
        }));
        return out.toArray(HostFunction[]::new);
    }

    private static final String[][] ABSENT = {
        {"fd_datasync", "i"},
        {"path_rename", "iiiiii"},
        {"poll_oneoff", "iiii"},
        {"path_symlink", "iiiii"},
        {"path_readlink", "iiiiii"},
        {"path_unlink_file", "iii"},
        {"fd_fdstat_set_flags", "ii"},
        {"fd_filestat_set_size", "ij"},
        {"fd_filestat_set_times", "ijji"},
        {"path_create_directory", "iii"},
        {"path_remove_directory", "iii"},
        {"path_filestat_set_times", "iiiijji"},
        {"fd_sync", "i"},
        {"fd_pread", "iiiji"},
        {"fd_advise", "ijji"},
        {"fd_pwrite", "iiiji"},
        {"path_link", "iiiiiii"},
        {"sock_accept", "iii"},
        {"sock_recv", "iiiiii"},
        {"sock_send", "iiiii"},
        {"sock_shutdown", "ii"},
    };

    private interface Call {
        int of(Memory memory, long[] arguments);
    }

    private static void one(List<HostFunction> out, String name, String parameters, Call call) {
        out.add(function("wasi_snapshot_preview1", name, parameters, true, (instance, a) ->
                new long[] {call.of(instance.memory(), a)}));
    }

    /// Parameters by letters: `i` 32 bits, `j` 64 bits.
    static HostFunction function(
            String module, String name, String parameters, boolean returns, WasmFunctionHandle handle) {
        var types = parameters
                .chars()
                .mapToObj(letter -> letter == 'j' ? ValType.I64 : ValType.I32)
                .toList();
        return new HostFunction(
                module, name, FunctionType.of(types, returns ? List.of(ValType.I32) : List.of()), handle);
    }

    private int clock(Memory memory, int at) {
        return longAt(memory, at, around.clockNanos());
    }

    private int random(Memory memory, int at, int length) {
        if (length < 0 || length > RANDOM_BYTES_MAX) return INVAL;
        memory.write(at, around.random(length));
        return OK;
    }

    private int write(Memory memory, int descriptor, int vectors, int count, int written) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            int at = memory.readInt(vectors + 8 * i);
            int length = memory.readInt(vectors + 8 * i + 4);
            if (length < 0) return INVAL;
            switch (descriptor) {
                case MACHINE -> {
                    if (count != 1) return INVAL;
                    memory.writeI32(written, machineCall(memory, at, length));
                    return OK;
                }
                case STDOUT, STDERR -> around.output(descriptor == STDERR, memory.readBytes(at, length));
                default -> {
                    return BADF;
                }
            }
            total += length;
        }
        memory.writeI32(written, total);
        return OK;
    }

    /// The answer's first bytes go where the request stood; what is written back is the length of the whole answer.
    private int machineCall(Memory memory, int at, int length) {
        answer = around.answer(memory.readBytes(at, length));
        answerAt = Math.min(length, answer.length);
        memory.write(at, answer, 0, answerAt);
        return answer.length;
    }

    private int read(Memory memory, int descriptor, int vectors, int count, int result) {
        byte @Nullable [] from = descriptor == MACHINE ? answer : descriptor == BOOT ? boot : null;
        if (from == null) return BADF;
        int start = descriptor == MACHINE ? answerAt : bootAt;
        int total = 0;
        for (int i = 0; i < count; i++) {
            int at = memory.readInt(vectors + 8 * i);
            int length = Math.min(memory.readInt(vectors + 8 * i + 4), from.length - start - total);
            if (length <= 0) continue;
            memory.write(at, from, start + total, length);
            total += length;
        }
        if (descriptor == MACHINE) answerAt += total;
        else bootAt += total;
        memory.writeI32(result, total);
        return OK;
    }

    private int seek(Memory memory, int descriptor, long offset, int whence, int result) {
        if (descriptor != BOOT || boot == null) return BADF;
        long to = offset + (whence == 0 ? 0 : whence == 1 ? bootAt : boot.length);
        if (to < 0 || to > boot.length) return INVAL;
        bootAt = (int) to;
        return longAt(memory, result, bootAt);
    }

    /// A path of the one directory; longer ones than its entry's are no names here.
    private static String name(Memory memory, int at, int length) {
        if (length < 0 || length > BOOT_NAME.length()) return "";
        return length == 0 ? "." : new String(memory.readBytes(at, length), StandardCharsets.ISO_8859_1);
    }

    private int open(Memory memory, String name, int result) {
        if (boot == null) return NOENT;
        if (name.equals(".")) {
            memory.writeI32(result, LISTING);
            return OK;
        }
        if (!name.equals(BOOT_NAME)) return NOENT;
        bootAt = 0;
        memory.writeI32(result, BOOT);
        return OK;
    }

    /// The one entry of the one directory.
    private int list(Memory memory, int descriptor, int at, int length, long cookie, int used) {
        if (descriptor != LISTING || boot == null) return BADF;
        var entry = new byte[24 + BOOT_NAME.length()];
        entry[0] = 1;
        entry[16] = (byte) BOOT_NAME.length();
        entry[20] = FILE;
        System.arraycopy(BOOT_NAME.getBytes(StandardCharsets.UTF_8), 0, entry, 24, BOOT_NAME.length());
        int written = cookie == 0 ? Math.min(length, entry.length) : 0;
        memory.write(at, entry, 0, written);
        memory.writeI32(used, written);
        return OK;
    }

    private int descriptor(Memory memory, int descriptor, int at) {
        int kind = kind(descriptor);
        if (kind < 0) return BADF;
        memory.fill((byte) 0, at, at + 24);
        memory.writeByte(at, (byte) kind);
        memory.writeLong(at + 8, -1);
        memory.writeLong(at + 16, -1);
        return OK;
    }

    private int status(Memory memory, int descriptor, int at) {
        int kind = kind(descriptor);
        if (kind < 0) return BADF;
        memory.fill((byte) 0, at, at + 64);
        memory.writeLong(at + 8, descriptor);
        memory.writeByte(at + 16, (byte) kind);
        memory.writeLong(at + 24, 1);
        if (descriptor == BOOT && boot != null) memory.writeLong(at + 32, boot.length);
        return OK;
    }

    private int kind(int descriptor) {
        return switch (descriptor) {
            case MACHINE, STDOUT, STDERR -> CHARACTER;
            case ROOT -> DIRECTORY;
            case LISTING -> boot == null ? -1 : DIRECTORY;
            case BOOT -> boot == null ? -1 : FILE;
            default -> -1;
        };
    }

    private static int root(Memory memory, int descriptor, int at) {
        if (descriptor != ROOT) return BADF;
        memory.writeI32(at, 0);
        memory.writeI32(at + 4, ROOT_NAME.length);
        return OK;
    }

    private static int rootName(Memory memory, int descriptor, int at, int length) {
        if (descriptor != ROOT || length < ROOT_NAME.length) return BADF;
        memory.write(at, ROOT_NAME);
        return OK;
    }

    private static int none(Memory memory, long[] arguments) {
        memory.writeI32((int) arguments[0], 0);
        memory.writeI32((int) arguments[1], 0);
        return OK;
    }

    private static int longAt(Memory memory, int at, long value) {
        memory.writeLong(at, value);
        return OK;
    }
}
