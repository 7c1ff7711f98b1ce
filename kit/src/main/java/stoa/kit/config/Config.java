// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads configuration records. Types of components: int, long, boolean, String, Duration (`250ms`, `30s`, `5m`,
/// `2h`,
/// `1d` or ISO 8601), Path, URI, Secret, an enum, List of String, and Optional of any of these.
public final class Config {
    private static final String VARIABLE_PREFIX = "STOA_";
    private static final int FILE_BYTES_MAX = 1 << 20;

    private Config() {}

    /// One key as the documentation lists it. `def` is empty text for a required or optional key.
    public record KeyDoc(String name, String type, String def, boolean required, String doc) {}

    /// Fills `type`, and all configuration records it nests, from `properties`; a key no component names is refused
    /// with its nearest neighbour. Every refusal is a `BadConfig`.
    public static <R extends Record> R load(Class<R> type, Map<String, String> properties) {
        refuseUnknown(names(type), properties.keySet(), "key");
        return build(type, properties);
    }

    /// All keys of `type` and of the records it nests, in the order of the components.
    public static List<KeyDoc> keys(Class<? extends Record> type) {
        var out = new ArrayList<KeyDoc>();
        for (var component : type.getRecordComponents()) {
            var key = component.getAnnotation(Key.class);
            if (key == null) {
                out.addAll(keys(nested(component)));
                continue;
            }
            boolean absent = key.def().equals(Key.REQUIRED);
            boolean optional = component.getType() == Optional.class;
            out.add(new KeyDoc(
                    key.name(), Values.typeName(component), absent ? "" : key.def(), absent && !optional, key.doc()));
        }
        return out;
    }

    /// Collects `key = value` from a file (if it exists), then the environment (`STOA_GATEWAY_PORT` is
    /// `gateway.port`), then arguments `--gateway.port=8400`; later sources win. Variables that name no key of
    /// `type` are refused too.
    public static Map<String, String> gather(
            Class<? extends Record> type, Path file, Map<String, String> environment, List<String> arguments) {
        var out = new TreeMap<String, String>();
        if (Files.exists(file)) out.putAll(readFile(type, file));
        out.putAll(fromEnvironment(type, environment));
        out.putAll(fromArguments(arguments));
        return out;
    }

    private static Map<String, String> readFile(Class<? extends Record> type, Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) throw new BadConfig(file + " is too large to be a configuration");
            var read = PropertyText.parse(
                    Files.readString(file), file.getFileName().toString());
            refuseUnknown(names(type), read.keySet(), "key in " + file);
            for (var key : keys(type))
                if (key.type().equals("Secret") && read.containsKey(key.name()) && SharedFile.isShared(file))
                    throw new BadConfig(file + " holds the secret " + key.name()
                            + " and can be read by others than its owner: run chmod 600 " + file);
            return read;
        } catch (IOException e) {
            throw new BadConfig("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static Map<String, String> fromEnvironment(Class<? extends Record> type, Map<String, String> environment) {
        var keyOf = new TreeMap<String, String>();
        for (var name : names(type)) keyOf.put(variable(name), name);
        var out = new TreeMap<String, String>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(VARIABLE_PREFIX)) return;
            refuseUnknown(keyOf.keySet(), Set.of(variable), "environment variable");
            out.put(keyOf.get(variable), value);
        });
        return out;
    }

    private static Map<String, String> fromArguments(List<String> arguments) {
        var out = new LinkedHashMap<String, String>();
        for (var argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) throw new BadConfig("settings are given as --key=value");
            out.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return out;
    }

    private static String variable(String name) {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Set<String> names(Class<? extends Record> type) {
        var out = new TreeSet<String>();
        for (var key : keys(type))
            if (!out.add(key.name())) throw new IllegalArgumentException("two components are named " + key.name());
        return out;
    }

    private static void refuseUnknown(Set<String> known, Set<String> given, String what) {
        for (var name : given)
            if (!known.contains(name))
                throw new BadConfig("unknown " + what + ": " + name
                        + Nearest.to(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
    }

    private static <R extends Record> R build(Class<R> type, Map<String, String> properties) {
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var key = components[i].getAnnotation(Key.class);
            values[i] = key == null ? build(nested(components[i]), properties) : value(components[i], key, properties);
        }
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal)
                throw new BadConfig(String.valueOf(refusal.getMessage()));
            throw new IllegalStateException("cannot construct " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type.getName(), e);
        }
    }

    private static Object value(RecordComponent component, Key key, Map<String, String> properties) {
        var given = properties.get(key.name());
        var text = given != null ? given : key.def();
        boolean absent = text.equals(Key.REQUIRED);
        if (component.getType() == Optional.class)
            return absent ? Optional.empty() : Optional.of(Values.parse(Values.inner(component), key.name(), text));
        if (absent) throw new BadConfig(key.name() + " must be set: " + key.doc());
        return Values.parse(component.getGenericType(), key.name(), text);
    }

    private static Class<? extends Record> nested(RecordComponent component) {
        if (!component.getType().isRecord())
            throw new IllegalArgumentException(
                    component.getDeclaringRecord().getSimpleName() + "." + component.getName() + " needs @Key");
        return component.getType().asSubclass(Record.class);
    }
}
