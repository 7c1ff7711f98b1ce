// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Header lines in order; names compare without case. Immutable. A name or value that could break the line is
/// refused.
public final class Headers {
    public static final Headers NONE = new Headers(new String[0]);

    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /// Names and values in turn.
    public static Headers of(String... namesAndValues) {
        if ((namesAndValues.length & 1) != 0) throw new IllegalArgumentException("a header has a name and a value");
        for (int i = 0; i < namesAndValues.length; i += 2) check(namesAndValues[i], namesAndValues[i + 1]);
        return namesAndValues.length == 0 ? NONE : new Headers(namesAndValues.clone());
    }

    /// Lines a parser has already cut and checked.
    static Headers received(String[] pairs) {
        return pairs.length == 0 ? NONE : new Headers(pairs);
    }

    /// These lines and one more; an existing line of that name stays.
    public Headers with(String name, String value) {
        check(name, value);
        var out = java.util.Arrays.copyOf(pairs, pairs.length + 2);
        out[pairs.length] = name;
        out[pairs.length + 1] = value;
        return new Headers(out);
    }

    /// These lines without those of that name.
    public Headers without(String name) {
        var out = new ArrayList<String>(pairs.length);
        forEach((n, value) -> {
            if (!n.equalsIgnoreCase(name)) {
                out.add(n);
                out.add(value);
            }
        });
        return new Headers(out.toArray(String[]::new));
    }

    public Optional<String> first(String name) {
        for (int i = 0; i < pairs.length; i += 2) if (pairs[i].equalsIgnoreCase(name)) return Optional.of(pairs[i + 1]);
        return Optional.empty();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    public List<String> all(String name) {
        var out = new ArrayList<String>();
        for (int i = 0; i < pairs.length; i += 2) if (pairs[i].equalsIgnoreCase(name)) out.add(pairs[i + 1]);
        return out;
    }

    public void forEach(BiConsumer<String, String> line) {
        for (int i = 0; i < pairs.length; i += 2) line.accept(pairs[i], pairs[i + 1]);
    }

    /// The number of lines.
    public int size() {
        return pairs.length / 2;
    }

    /// Names only: values may hold secrets.
    @Override
    public String toString() {
        var names = new ArrayList<String>();
        forEach((name, _) -> names.add(name));
        return names.toString();
    }

    private static void check(String name, String value) {
        if (name.isEmpty()) throw new IllegalArgumentException("a header has a name");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 127 || c == ':') throw new IllegalArgumentException("not a header name");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c > 255)
                throw new IllegalArgumentException("the value of header " + name + " holds a control character");
        }
    }
}
