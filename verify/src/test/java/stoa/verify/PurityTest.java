// SPDX-License-Identifier: Apache-2.0
package stoa.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.DoubleEntry;
import java.lang.classfile.constantpool.FloatEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The core is pure, and so are the decisions of host and gateway: the compiled classes are read, not the sources, so
/// nothing hides behind an import. What one JVM might answer differently from another is named here with its reason.
class PurityTest {
    private static final List<String> ALLOWED_FOR_THE_CORE = List.of(
            "java/lang/",
            "java/util/",
            "java/math/",
            "java/nio/charset/",
            "org/jspecify/",
            "stoa/types/",
            "stoa/protocol/");

    /// A prefix of owner.member, and why it is banned.
    private static final Map<String, String> BANNED = banned();

    @Test
    void the_core_is_pure() {
        var sins = new ArrayList<String>();
        for (var module : List.of("types", "protocol"))
            for (var type : House.classes(module)) inspect(type, ALLOWED_FOR_THE_CORE, sins);
        assertEquals(List.of(), sins);
    }

    @Test
    void decisions_of_host_and_gateway_are_pure() {
        var sins = new ArrayList<String>();
        for (var module : List.of("host", "gateway")) {
            var rules = "stoa/" + module + "/rules/";
            var allowed = new ArrayList<>(ALLOWED_FOR_THE_CORE);
            allowed.add(rules);
            var found = House.classes(module).stream()
                    .filter(type -> type.thisClass().asInternalName().startsWith(rules))
                    .toList();
            assertTrue(!found.isEmpty(), module + " keeps its decisions in " + rules);
            for (var type : found) inspectReferences(type, allowed, sins);
        }
        assertEquals(List.of(), sins);
    }

    /// A test that cannot fail is worth nothing: every planted sin must be caught.
    @Test
    void planted_sins_are_caught() throws Exception {
        for (var planted : PlantedSins.class.getDeclaredClasses()) {
            var name = planted.getName().replace('.', '/');
            try (var bytes = PlantedSins.class.getClassLoader().getResourceAsStream(name + ".class")) {
                var sins = new ArrayList<String>();
                inspect(ClassFile.of().parse(bytes.readAllBytes()), ALLOWED_FOR_THE_CORE, sins);
                sins.removeIf(sin -> sin.contains(": uses stoa/verify/"));
                assertTrue(!sins.isEmpty(), planted.getSimpleName() + " was not caught");
            }
        }
    }

    private static void inspect(ClassModel type, List<String> allowed, List<String> sins) {
        inspectReferences(type, allowed, sins);
        var name = type.thisClass().asInternalName();
        for (var field : type.fields()) {
            boolean state =
                    field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.FINAL);
            if (state) sins.add(name + "." + field.fieldName().stringValue() + ": a static that changes");
        }
        for (var method : type.methods()) {
            var where = name + "." + method.methodName().stringValue();
            if (method.flags().has(AccessFlag.SYNCHRONIZED) || method.flags().has(AccessFlag.NATIVE))
                sins.add(where + ": synchronized or native");
            method.code().ifPresent(code -> {
                for (var element : code)
                    if (element instanceof Instruction i && forbidden(i.opcode())) sins.add(where + ": " + i.opcode());
                for (var handler : code.exceptionHandlers())
                    handler.catchType()
                            .filter(_ -> !ofRecordPattern(code, handler))
                            .ifPresent(caught -> {
                                if (List.of(
                                                "java/lang/Throwable",
                                                "java/lang/Exception",
                                                "java/lang/RuntimeException",
                                                "java/lang/Error")
                                        .contains(caught.asInternalName()))
                                    sins.add(where + ": catches " + caught.asInternalName());
                            });
            });
        }
    }

    private static void inspectReferences(ClassModel type, List<String> allowed, List<String> sins) {
        var name = type.thisClass().asInternalName();
        for (var entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry c -> {
                    var used = c.asInternalName().replaceFirst("^\\[+L?", "").replace(";", "");
                    boolean primitive = used.length() == 1;
                    if (!primitive && allowed.stream().noneMatch(used::startsWith) && !used.equals(name))
                        sins.add(name + ": uses " + used);
                    banned(used + ".", name, sins);
                }
                case MemberRefEntry m ->
                    banned(m.owner().asInternalName() + "." + m.name().stringValue(), name, sins);
                case FloatEntry _, DoubleEntry _ -> sins.add(name + ": a floating-point constant");
                default -> {}
            }
        }
    }

    private static void banned(String member, String where, List<String> sins) {
        if (member.equals("java/lang/System.arraycopy") || member.equals("java/lang/System.")) return;
        BANNED.forEach((prefix, why) -> {
            if (member.startsWith(prefix)) sins.add(where + ": " + member + " (" + why + ")");
        });
    }

    /// The compiler wraps each accessor of a record pattern: what it throws becomes a `MatchException`, thrown at once.
    private static boolean ofRecordPattern(CodeModel code, ExceptionCatch handler) {
        var elements = code.elementList();
        int start = elements.indexOf(handler.handler());
        return elements.subList(start, elements.size()).stream()
                .filter(Instruction.class::isInstance)
                .filter(instruction -> !(instruction instanceof StoreInstruction))
                .findFirst()
                .map(first -> first instanceof NewObjectInstruction made
                        && made.className().asInternalName().equals("java/lang/MatchException"))
                .orElse(false);
    }

    private static boolean forbidden(Opcode opcode) {
        var name = opcode.name();
        boolean floating = name.startsWith("F") && !name.startsWith("FI")
                || name.startsWith("D") && !name.startsWith("DUP")
                || name.endsWith("2F")
                || name.endsWith("2D");
        return floating || name.startsWith("MONITOR");
    }

    private static Map<String, String> banned() {
        var banned = new TreeMap<String, String>();
        banned.put("java/lang/System.", "clock, environment and identity differ between machines");
        banned.put("java/lang/Thread", "no threads");
        banned.put("java/lang/Runtime.", "the machine's size");
        banned.put("java/lang/Process", "other programs");
        banned.put("java/util/concurrent/", "no threads");
        banned.put("java/util/Random", "chance arrives as a seed");
        banned.put("java/util/SplittableRandom", "chance arrives as a seed");
        banned.put("java/util/UUID.randomUUID", "chance arrives as a seed");
        banned.put("java/lang/Math.random", "chance arrives as a seed");
        banned.put("java/lang/StrictMath", "floats");
        banned.put("java/lang/Object.hashCode", "identity hash");
        banned.put("java/util/IdentityHashMap", "identity hash");
        banned.put("java/util/WeakHashMap", "the collector decides");
        banned.put("java/util/HashMap", "iteration order is not part of its contract");
        banned.put("java/util/HashSet", "iteration order is not part of its contract");
        banned.put("java/util/LinkedHash", "order of insertion hides the order of decision; use a sorted table");
        banned.put("java/util/Map.of", "iteration order is salted per run");
        banned.put("java/util/Map.copyOf", "iteration order is salted per run");
        banned.put("java/util/Map.entry", "a record names its parts");
        banned.put("java/util/Set.of", "iteration order is salted per run");
        banned.put("java/util/Set.copyOf", "iteration order is salted per run");
        banned.put("java/util/stream/Collectors.toSet", "iteration order");
        banned.put("java/util/stream/Collectors.toMap", "iteration order");
        banned.put("java/util/stream/Collectors.groupingBy", "iteration order");
        banned.put("java/util/Collection.parallelStream", "no threads");
        banned.put("java/lang/String.format", "locale");
        banned.put("java/util/Formatter", "locale");
        banned.put("java/util/Locale.getDefault", "locale");
        banned.put("java/util/TimeZone", "clock");
        banned.put("java/util/Date", "clock");
        banned.put("java/util/Calendar", "clock");
        banned.put("java/util/Timer", "clock");
        banned.put("java/lang/reflect/", "order of reflection");
        banned.put("java/lang/ref/", "the collector decides");
        banned.put("java/lang/foreign/", "memory outside");
        banned.put("java/util/ServiceLoader", "the class path decides");
        banned.put("java/lang/Class.forName", "the class path decides");
        return banned;
    }
}
