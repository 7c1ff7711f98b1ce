// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.TrapException;
import run.endive.wasm.WasmEngineException;

/// One Python interpreter with its memory. It is made once, put to an image before each run, and may run again inside
/// of
/// its own run: the caller takes an image, executes something else, and puts the image back.
///
/// Not safe for use by several threads; runs on a [GuestThread] only.
public final class Interpreter {
    /// The interpreter's own upper bound, 64 MiB, set when it was linked.
    public static final int PAGES_MAX = 1024;

    private static final int PAGES_FIRST = 473;
    private static final int STACK_POINTER = 0;
    private static final int STACK_PAGES = 64;
    private static final String FUNCTION = "main";

    /// Types in the interpreter's own spelling: one row of one byte string in, one byte string out.
    private static final byte[] TAKES = {0, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0};

    private static final byte[] GIVES = {12, 0, 0, 0};
    private static final int ORDER_HEAD_BYTES = 6;
    private static final int RESULT_HEAD_BYTES = 9;

    private static final class Shared {
        static final GuestLoader.Guest GUEST = GuestLoader.load();
    }

    /// The guest ended in a way that is neither a value nor a wish of its own.
    public static final class Ended extends Exception {
        private static final long serialVersionUID = 1;

        public enum How {
            EXIT,
            TRAP,
            STACK_OVERFLOW,
            OUT_OF_STEPS,
            OUT_OF_TIME
        }

        private final How how;
        private final int code;

        Ended(How how, int code, String message) {
            super(message, null, false, false);
            this.how = how;
            this.code = code;
        }

        public How how() {
            return how;
        }

        /// The exit code, for [How#EXIT].
        public int code() {
            return code;
        }
    }

    private final Wasi wasi = new Wasi();
    private final GuestMemory memory;
    private final Instance instance;

    /// An interpreter put to an image; the first one has none and must be started.
    public Interpreter(Image image) {
        memory = new GuestMemory(PAGES_FIRST, PAGES_MAX, image == Image.EMPTY);
        var imports = ImportValues.builder()
                .addFunction(wasi.functions())
                .addFunction(Wasi.function("trino", "return_error", "iiiii", false, (_, _) -> {
                    throw new TrapException("the guest's library raised an error");
                }))
                .build();
        instance = Instance.builder(Shared.GUEST.module())
                .withMachineFactory(Shared.GUEST.machines())
                .withImportValues(imports)
                .withMemoryFactory(_ -> memory)
                .withStart(false)
                .build();
        if (image == Image.EMPTY) widenStack();
        else restore(image);
    }

    /// The interpreter was linked with a stack of 64 KiB, which nested imports already overflow. The stack is wherever
    /// its
    /// pointer says, so it gets a place of its own at the end of memory, with room for as much recursion as the
    /// interpreter itself permits.
    private void widenStack() {
        if (memory.grow(STACK_PAGES) < 0) throw new IllegalStateException("no room for the stack");
        instance.global(STACK_POINTER).setValue((long) memory.pages() * GuestMemory.PAGE_SIZE);
    }

    /// Starts Python with the file it imports first.
    public void start(Surroundings around, byte[] source) throws Ended {
        wasi.surround(around);
        wasi.boot(source);
        ending(() -> {
            instance.export("setup").apply(put(FUNCTION.getBytes(StandardCharsets.UTF_8)), put(TAKES), put(GIVES));
            return null;
        });
        wasi.boot(null);
    }

    public Image capture() {
        var globals = new long[instance.globalCount()];
        for (int i = 0; i < globals.length; i++) globals[i] = instance.global(i).getValue();
        return memory.capture(globals);
    }

    public void restore(Image image) {
        memory.restore(image);
        instance.global(STACK_POINTER).setValue(image.globals()[STACK_POINTER]);
    }

    /// Sets how many pages of 64 KiB the guest may grow to.
    public void limitPages(int pages) {
        memory.limit(pages);
    }

    public int pages() {
        return memory.pages();
    }

    /// Has the guest's main function carry out an order and gives back what it returned.
    public byte[] execute(Surroundings around, byte[] order) throws Ended {
        var before = wasi.surround(around);
        try {
            return ending(() -> {
                var data = new byte[ORDER_HEAD_BYTES + order.length];
                data[0] = data[1] = 1;
                for (int i = 0; i < 4; i++) data[2 + i] = (byte) (order.length >>> 8 * i);
                System.arraycopy(order, 0, data, ORDER_HEAD_BYTES, order.length);
                int at = (int) instance.export("execute").apply(put(data))[0];
                int length = memory.readInt(at + RESULT_HEAD_BYTES - 4);
                return memory.readBytes(at + RESULT_HEAD_BYTES, length);
            });
        } finally {
            wasi.surround(before);
        }
    }

    private int put(byte[] bytes) {
        int at = (int) instance.export("allocate").apply(bytes.length + 1)[0];
        memory.write(at, Arrays.copyOf(bytes, bytes.length + 1));
        return at;
    }

    private interface Work {
        byte[] run();
    }

    private static byte[] ending(Work work) throws Ended {
        try {
            return work.run();
        } catch (Wasi.Exit exit) {
            throw new Ended(Ended.How.EXIT, exit.code, "exit " + exit.code);
        } catch (GuestThread.Exhausted exhausted) {
            throw switch (exhausted.cause) {
                case STEPS -> new Ended(Ended.How.OUT_OF_STEPS, 0, "the budget of steps is spent");
                case TIME -> new Ended(Ended.How.OUT_OF_TIME, 0, "the budget of time is spent");
            };
        } catch (StackOverflowError _) {
            throw new Ended(Ended.How.STACK_OVERFLOW, 0, "stack overflow");
        } catch (WasmEngineException trap) {
            boolean stack = String.valueOf(trap.getMessage()).contains("call stack exhausted");
            throw new Ended(stack ? Ended.How.STACK_OVERFLOW : Ended.How.TRAP, 0, String.valueOf(trap.getMessage()));
        }
    }
}
