// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Text to value, type by type. A refusal names the key and what was expected; it shows the text only where it
/// cannot be a secret.
final class Values {
    private Values() {}

    static Object parse(Type type, String key, String text) {
        var value = text.strip();
        if (type == String.class) return value;
        if (type == Secret.class) return new Secret(value);
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) return list(value);
        try {
            return plain(type, value);
        } catch (NumberFormatException _) {
            throw refused(key, value, type == int.class ? "a whole number up to 2147483647" : "a whole number");
        } catch (DateTimeParseException | ArithmeticException _) {
            throw refused(key, value, "a duration such as 250ms, 30s, 5m, 2h or 1d");
        } catch (InvalidPathException _) {
            throw refused(key, value, "a path");
        } catch (IllegalArgumentException e) {
            throw refused(key, value, String.valueOf(e.getMessage()));
        }
    }

    private static Object plain(Type type, String value) {
        if (type == int.class || type == Integer.class) return Integer.valueOf(value);
        if (type == long.class || type == Long.class) return Long.valueOf(value);
        if (type == boolean.class || type == Boolean.class) return bool(value);
        if (type == Duration.class) return duration(value);
        if (type == Path.class) return Path.of(value);
        if (type == URI.class) return uri(value);
        if (type instanceof Class<?> constants && constants.isEnum()) return constant(constants, value);
        throw new IllegalStateException("configuration records cannot hold " + type.getTypeName());
    }

    private static boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static URI uri(String value) {
        try {
            var uri = new URI(value);
            if (uri.isAbsolute()) return uri;
        } catch (URISyntaxException _) {
            // said below
        }
        throw new IllegalArgumentException("an address with its scheme, such as http://host:port");
    }

    private static Duration duration(String value) {
        int unit = 0;
        while (unit < value.length() && value.charAt(unit) >= '0' && value.charAt(unit) <= '9') unit++;
        if (unit == 0) return Duration.parse(value);
        if (unit > 18) throw new ArithmeticException("too long");
        long count = Long.parseLong(value.substring(0, unit));
        return switch (value.substring(unit).strip()) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> throw new DateTimeParseException("no unit", value, unit);
        };
    }

    private static Object constant(Class<?> constants, String value) {
        for (var constant : constants.getEnumConstants()) if (spelling(constant).equals(value)) return constant;
        throw new IllegalArgumentException("one of "
                + String.join(
                        ", ",
                        Arrays.stream(constants.getEnumConstants())
                                .map(Values::spelling)
                                .toList()));
    }

    private static String spelling(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> list(String value) {
        var out = new ArrayList<String>();
        for (var item : value.split(",")) if (!item.isBlank()) out.add(item.strip());
        return List.copyOf(out);
    }

    /// What an Optional component holds.
    static Type inner(RecordComponent component) {
        return ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    static String typeName(RecordComponent component) {
        var type = component.getType() == Optional.class ? inner(component) : component.getGenericType();
        if (type instanceof ParameterizedType) return "List<String>";
        var plain = (Class<?>) type;
        if (plain.isEnum())
            return String.join(
                    "|",
                    Arrays.stream(plain.getEnumConstants())
                            .map(Values::spelling)
                            .toList());
        return plain.getSimpleName();
    }

    private static BadConfig refused(String key, String value, String expected) {
        return new BadConfig(key + " should be " + expected + ", not \"" + value + "\"");
    }
}
