// SPDX-License-Identifier: Apache-2.0
package stoa.vm.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.function.Function;
import run.endive.runtime.CompiledModule;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/// Loads the compiled interpreter with two changes that make its runs equal everywhere: the check it does at every
/// function
/// entry and loop back-edge becomes the meter's step, and the few operations whose result depends on the bits of a NaN
/// see one NaN only.
final class GuestLoader extends ClassLoader {
    private static final String GUEST = "io.trino.wasm.python.";
    private static final String METERED = GUEST + "PythonMachineShaded";
    private static final String OPCODES = "run.endive.runtime.OpcodeImpl";

    private static final ClassDesc THREAD = ClassDesc.of(GuestThread.class.getName());
    private static final MethodTypeDesc VOID = MethodTypeDesc.of(ConstantDescs.CD_void);

    /// Operations that show a NaN's bits, and their twins that show one NaN's.
    private static final Map<String, String> ONE_NAN = Map.of(
            "java/lang/Double.doubleToRawLongBits", "doubleToLongBits",
            "java/lang/Float.floatToRawIntBits", "floatToIntBits");

    static {
        ClassLoader.registerAsParallelCapable();
    }

    private GuestLoader() {
        super("guest", GuestLoader.class.getClassLoader());
    }

    /// The interpreter's module and what makes machines of it.
    record Guest(WasmModule module, Function<Instance, Machine> machines) {}

    static Guest load() {
        try {
            var type = new GuestLoader().loadClass(GUEST + "Python").asSubclass(CompiledModule.class);
            var compiled = type.getConstructor().newInstance();
            return new Guest(compiled.wasmModule(), compiled.machineFactory());
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("the compiled interpreter cannot be loaded", broken);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(GUEST) && !name.equals(OPCODES)) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            var bytes = transformed(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] transformed(String name) throws ClassNotFoundException {
        var path = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(path)) {
            if (in == null) throw new ClassNotFoundException(name);
            var bytes = in.readAllBytes();
            if (name.equals(METERED)) return transform(bytes, metered());
            if (name.equals(OPCODES)) return transform(bytes, oneNan());
            return bytes;
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    private static byte[] transform(byte[] bytes, ClassTransform by) {
        var file = ClassFile.of();
        return file.transformClass(file.parse(bytes), by);
    }

    private static ClassTransform metered() {
        return (ClassTransform) (out, element) -> {
            if (!isCheck(element)) {
                out.with(element);
                return;
            }
            var method = (MethodModel) element;
            out.withMethodBody(
                    method.methodName(), method.methodType(), method.flags().flagsMask(), code -> code.invokestatic(
                                    THREAD, "step", VOID)
                            .return_());
        };
    }

    private static boolean isCheck(ClassElement element) {
        return element instanceof MethodModel method
                && method.methodName().equalsString("checkInterruption")
                && method.methodType().equalsString("()V");
    }

    private static ClassTransform oneNan() {
        CodeTransform calls = (out, element) -> {
            if (element instanceof InvokeInstruction call) {
                var owner = call.owner().asInternalName();
                var to = ONE_NAN.get(owner + "." + call.name().stringValue());
                if (to != null) {
                    out.invokestatic(call.owner().asSymbol(), to, call.typeSymbol());
                    return;
                }
                // StrictMath takes a NaN's sign for positive; Math may take either.
                if (owner.equals("java/lang/Math") && call.name().equalsString("copySign")) {
                    out.invokestatic(ClassDesc.of("java.lang.StrictMath"), "copySign", call.typeSymbol());
                    return;
                }
            }
            out.with(element);
        };
        return ClassTransform.transformingMethods(MethodTransform.transformingCode(calls));
    }
}
