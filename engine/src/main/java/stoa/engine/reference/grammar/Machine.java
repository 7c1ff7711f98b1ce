// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.kit.json.Json;

/// Follows JSON of a [Shape], byte by byte and in every way it can be read at once. A way is what is still to come, as
/// a
/// list of steps; a state is the set of ways. One blank may follow a colon or a comma; elsewhere there is none.
final class Machine {
    /// Ways that would nest deeper are not gone.
    private static final int MOST_DEPTH = 64;

    /// A hostile schema could have more ways than there is time for; those beyond are not gone, which keeps every
    /// answer
    /// valid and may leave none.
    private static final int MOST_WAYS = 512;

    private static final int MOST_EXPANSIONS = 8_192;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_NAMES = 64;
    private static final int MOST_NAME = 64;

    private Machine() {}

    /// What is still to come; null is the end.
    record Way(Step step, @Nullable Way rest, int depth) {
        static Way of(Step step, @Nullable Way rest) {
            return new Way(step, rest, rest == null ? 1 : rest.depth + 1);
        }
    }

    /// A state: the ways that are ready to take a byte, and whether the text may end here.
    record State(Set<Way> ways, boolean end) {}

    private sealed interface Step {}

    private record Value(Shape shape) implements Step {}

    private record Bytes(String json, int at) implements Step {}

    private record Blank() implements Step {}

    /// @param used names no free member may have: those described and those there
    private record MembersFrom(Shape.Members object, int index, boolean first, List<String> used) implements Step {}

    /// Inside the name of a free member: plain characters only, and no name twice.
    private record Name(Shape.Members object, List<String> used, String text) implements Step {}

    private record ItemsFrom(Shape.Items array, int count) implements Step {}

    private record Chars(int least, int most, int count) implements Step {}

    private record Escape(Chars then) implements Step {}

    private record Hex(Chars then, int left) implements Step {}

    /// The second byte of a character lies from `least` to `most`, further ones anywhere above 0x7f.
    private record Tail(Chars then, int left, int least, int most) implements Step {}

    /// @param stage 0 start, 1 behind the sign, 2 behind a leading zero, 3 in the digits, 4 behind the point, 5 in the
    /// fraction, 6 behind e, 7 behind its sign, 8 in the exponent
    private record Numeral(boolean whole, int stage, int digits) implements Step {}

    static State start(Shape shape) {
        var out = new Builder();
        out.expand(Way.of(new Value(shape), null));
        return out.build();
    }

    /// The state behind one more byte; without ways and end when the byte does not fit.
    static State next(State state, int b) {
        var out = new Builder();
        for (var way : state.ways) out.take(way, b);
        return out.build();
    }

    private static final class Builder {
        private final Set<Way> ways = new LinkedHashSet<>();
        private boolean end;
        private int expansions;

        State build() {
            return new State(ways, end);
        }

        /// Goes on until a byte is needed.
        void expand(@Nullable Way way) {
            if (way == null) {
                end = true;
                return;
            }
            if (way.depth > MOST_DEPTH || ways.size() > MOST_WAYS || ++expansions > MOST_EXPANSIONS) return;
            var rest = way.rest;
            switch (way.step) {
                case Value(var shape) -> value(shape, rest);
                case Blank() -> {
                    ways.add(Way.of(new Bytes(" ", 0), rest));
                    expand(rest);
                }
                case MembersFrom from -> members(from, rest);
                case ItemsFrom(var array, var count) -> items(array, count, rest);
                case Numeral n -> {
                    if (n.stage == 2 || n.stage == 3 || n.stage == 5 || n.stage == 8) expand(rest);
                    ways.add(way);
                }
                case Bytes(var json, var at) when at == json.length() -> expand(rest);
                case Bytes _, Chars _, Escape _, Hex _, Tail _, Name _ -> ways.add(way);
            }
        }

        private void value(Shape shape, @Nullable Way rest) {
            switch (shape) {
                case Shape.Any(var object) -> any(object, rest);
                case Shape.Members object ->
                    literal("{", Way.of(new MembersFrom(object, 0, true, names(object)), rest));
                case Shape.Items array -> literal("[", Way.of(new ItemsFrom(array, 0), rest));
                case Shape.Text(var least, var most) -> literal("\"", Way.of(new Chars(least, most, 0), rest));
                case Shape.Number(var whole) -> expand(Way.of(new Numeral(whole, 0, 0), rest));
                case Shape.Literal(var json) -> literal(json, rest);
                case Shape.OneOf(var shapes) -> shapes.forEach(each -> value(each, rest));
                case Shape.Named named -> expand(Way.of(new Value(named.shape().get()), rest));
            }
        }

        private void any(boolean object, @Nullable Way rest) {
            var inner = new Shape.Any(false);
            value(new Shape.Members(List.of(), inner), rest);
            if (object) return;
            value(new Shape.Items(inner, 0, Integer.MAX_VALUE), rest);
            value(new Shape.Text(0, Integer.MAX_VALUE), rest);
            value(new Shape.Number(false), rest);
            for (var word : new String[] {"true", "false", "null"}) literal(word, rest);
        }

        private void literal(String json, @Nullable Way rest) {
            // A string's bytes stand in a Latin-1 text, one character each.
            var bytes = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            expand(Way.of(new Bytes(bytes, 0), rest));
        }

        private void members(MembersFrom from, @Nullable Way rest) {
            var object = from.object;
            var list = object.members();
            for (int i = from.index; i < list.size(); i++) {
                var member = list.get(i);
                var after = Way.of(new MembersFrom(object, i + 1, false, from.used), rest);
                var value = Way.of(new Value(member.shape()), after);
                var name = quoted(member.name()) + ":";
                begin(from.first, name, Way.of(new Blank(), value));
                if (member.required()) return;
            }
            if (object.others() != null && from.used.size() < MOST_NAMES)
                begin(from.first, "\"", Way.of(new Name(object, from.used, ""), rest));
            literal("}", rest);
        }

        private void begin(boolean first, String json, Way rest) {
            if (first) {
                literal(json, rest);
                return;
            }
            var bytes = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            literal(",", Way.of(new Blank(), Way.of(new Bytes(bytes, 0), rest)));
        }

        private void items(Shape.Items array, int count, @Nullable Way rest) {
            if (count >= array.least()) literal("]", rest);
            if (count >= array.most()) return;
            // Without an upper bound the count need not be told apart beyond the lower one.
            int next = array.most() == Integer.MAX_VALUE ? Math.min(count + 1, Math.max(1, array.least())) : count + 1;
            var item = Way.of(new Value(array.item()), Way.of(new ItemsFrom(array, next), rest));
            if (count == 0) expand(item);
            else literal(",", Way.of(new Blank(), item));
        }

        void take(Way way, int b) {
            var rest = way.rest;
            switch (way.step) {
                case Bytes(var json, var at) -> {
                    if (json.charAt(at) == b) expand(Way.of(new Bytes(json, at + 1), rest));
                }
                case Chars chars -> character(chars, b, rest);
                case Escape(var then) -> {
                    if (b == 'u') ways.add(Way.of(new Hex(then, 4), rest));
                    else if ("\"\\/bfnrt".indexOf(b) >= 0) ways.add(Way.of(then, rest));
                }
                case Hex(var then, var left) -> {
                    if (Character.digit(b, 16) >= 0 && b < 0x80)
                        ways.add(Way.of(left == 1 ? then : new Hex(then, left - 1), rest));
                }
                case Tail(var then, var left, var least, var most) -> {
                    if (b >= least && b <= most)
                        ways.add(Way.of(left == 1 ? then : new Tail(then, left - 1, 0x80, 0xbf), rest));
                }
                case Numeral n -> numeral(n, b, rest);
                case Name name -> name(name, b, rest);
                case Value _, Blank _, MembersFrom _, ItemsFrom _ -> throw new IllegalStateException("not expanded");
            }
        }

        private void name(Name name, int b, @Nullable Way rest) {
            if (b == '"') {
                if (name.used.contains(name.text)) return;
                var used = new ArrayList<>(name.used);
                used.add(name.text);
                var others = java.util.Objects.requireNonNull(name.object.others());
                var after = Way.of(
                        new MembersFrom(name.object, name.object.members().size(), false, List.copyOf(used)), rest);
                literal(":", Way.of(new Blank(), Way.of(new Value(others), after)));
            } else if (b >= 0x20 && b < 0x7f && b != '\\' && name.text.length() < MOST_NAME) {
                ways.add(Way.of(new Name(name.object, name.used, name.text + (char) b), rest));
            }
        }

        private void character(Chars c, int b, @Nullable Way rest) {
            if (b == '"') {
                if (c.count >= c.least) expand(rest);
                return;
            }
            if (c.count >= c.most || b < 0x20) return;
            int counted = c.most == Integer.MAX_VALUE ? Math.min(c.count + 1, c.least) : c.count + 1;
            var then = new Chars(c.least, c.most, counted);
            if (b == '\\') ways.add(Way.of(new Escape(then), rest));
            else if (b < 0x80) ways.add(Way.of(then, rest));
            else if (b >= 0xc2 && b <= 0xdf) ways.add(Way.of(new Tail(then, 1, 0x80, 0xbf), rest));
            else if (b >= 0xe0 && b <= 0xef)
                ways.add(Way.of(new Tail(then, 2, b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf), rest));
            else if (b >= 0xf0 && b <= 0xf4)
                ways.add(Way.of(new Tail(then, 3, b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf), rest));
        }

        private void numeral(Numeral n, int b, @Nullable Way rest) {
            boolean digit = b >= '0' && b <= '9';
            int stage =
                    switch (n.stage) {
                        case 0, 1 -> b == '-' && n.stage == 0 ? 1 : b == '0' ? 2 : digit ? 3 : -1;
                        case 2, 3 ->
                            digit && n.stage == 3 ? 3 : n.whole ? -1 : b == '.' ? 4 : b == 'e' || b == 'E' ? 6 : -1;
                        case 4 -> digit ? 5 : -1;
                        case 5 -> digit ? 5 : b == 'e' || b == 'E' ? 6 : -1;
                        case 6 -> b == '+' || b == '-' ? 7 : digit ? 8 : -1;
                        default -> digit ? 8 : -1;
                    };
            // Digits are bounded, so that a number ends and every reader can hold it.
            int digits = stage == n.stage ? n.digits + 1 : 0;
            if (stage >= 0 && digits < (stage == 8 ? 2 : MOST_DIGITS))
                expand(Way.of(new Numeral(n.whole, stage, digits), rest));
        }
    }

    private static List<String> names(Shape.Members object) {
        return object.members().stream().map(Shape.Member::name).toList();
    }

    private static String quoted(String name) {
        return new String(Json.write(TextNode.valueOf(name)), StandardCharsets.UTF_8);
    }
}
