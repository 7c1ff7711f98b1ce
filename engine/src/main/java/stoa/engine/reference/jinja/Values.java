// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import static stoa.engine.reference.jinja.Run.NONE;
import static stoa.engine.reference.jinja.Run.UNDEFINED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import stoa.kit.json.Json;

/// What can be done with values. Marks of callers' words survive what makes texts, and are not seen by what compares.
final class Values {
    private static final int MOST_CHARS = 1 << 21;

    private Values() {}

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long n -> n != 0;
            case String s -> !Template.bare(s).isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> false;
        };
    }

    static String text(Object value) throws TemplateError {
        return switch (value) {
            case String s -> s;
            case Long n -> Long.toString(n);
            case Boolean b -> b ? "True" : "False";
            case List<?> _, Map<?, ?> _ -> Template.marked(json(value, 0).toString());
            default -> value == NONE ? "None" : "";
        };
    }

    static long whole(Object value) throws TemplateError {
        if (value instanceof Long n && Math.abs(n) < 1 << 30) return n;
        throw new TemplateError("the template counts with something that is no whole number");
    }

    static List<Object> list(Object value) throws TemplateError {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String s -> {
                var out = new ArrayList<Object>();
                Template.bare(s).codePoints().forEach(c -> out.add(Template.marked(Character.toString(c))));
                yield out;
            }
            default -> {
                if (value == UNDEFINED || value == NONE) yield List.of();
                throw new TemplateError("the template runs through something that is no list");
            }
        };
    }

    static Object get(Object of, Object key) throws TemplateError {
        return switch (of) {
            case Map<?, ?> map
            when key instanceof String name -> {
                var value = map.get(Template.bare(name));
                yield value == null ? UNDEFINED : value;
            }
            case List<?> list
            when key instanceof Long at -> {
                long i = at < 0 ? at + list.size() : at;
                yield i >= 0 && i < list.size() ? list.get((int) i) : UNDEFINED;
            }
            case String s when key instanceof Long -> get(list(s), key);
            default -> {
                if (of == UNDEFINED) throw new TemplateError("the template looks into something undefined");
                yield UNDEFINED;
            }
        };
    }

    static Object slice(Object of, Object from, Object until, Object step) throws TemplateError {
        long by = step == NONE ? 1 : whole(step);
        var list = list(of);
        if (by == -1 && from == NONE && until == NONE) return java.util.Collections.unmodifiableList(list.reversed());
        if (by != 1) throw new TemplateError("the template cuts in a way that is not supported");
        int first = bound(from, 0, list.size());
        int last = bound(until, list.size(), list.size());
        var part = new ArrayList<>(list.subList(Math.min(first, last), last));
        return of instanceof String s ? joined(part, Template.isMarked(s)) : part;
    }

    private static int bound(Object value, int otherwise, int size) throws TemplateError {
        if (value == NONE) return otherwise;
        long n = whole(value);
        return Math.clamp(n < 0 ? n + size : n, 0, size);
    }

    private static String joined(List<Object> characters, boolean marked) throws TemplateError {
        var out = new StringBuilder();
        for (var each : characters) out.append(Template.bare(text(each)));
        return marked ? Template.marked(out.toString()) : out.toString();
    }

    static Object two(String mark, Object a, Object b) throws TemplateError {
        return switch (mark) {
            case "==" -> same(a, b);
            case "!=" -> !same(a, b);
            case "in" -> contains(b, a);
            case "~" -> joined(text(a), text(b));
            case "+" -> {
                if (a instanceof String s && b instanceof String t) yield joined(s, t);
                if (a instanceof List<?> && b instanceof List<?>) {
                    var out = list(a);
                    out.addAll(list(b));
                    if (out.size() > 10_000) throw new TemplateError("a list of the template is too long");
                    yield out;
                }
                yield whole(a) + whole(b);
            }
            case "-" -> whole(a) - whole(b);
            case "*" -> whole(a) * whole(b);
            case "%", "/", "//" -> {
                if (whole(b) == 0) throw new TemplateError("the template divides by zero");
                yield mark.equals("%") ? Math.floorMod(whole(a), whole(b)) : Math.floorDiv(whole(a), whole(b));
            }
            case "<" -> whole(a) < whole(b);
            case ">" -> whole(a) > whole(b);
            case "<=" -> whole(a) <= whole(b);
            case ">=" -> whole(a) >= whole(b);
            default -> throw new TemplateError("'" + mark + "' is not supported");
        };
    }

    private static String joined(String a, String b) throws TemplateError {
        if (a.length() + b.length() > MOST_CHARS) throw new TemplateError("a text of the template is too long");
        return a.concat(b);
    }

    private static boolean same(Object a, Object b) {
        if (a instanceof String s && b instanceof String t)
            return Template.bare(s).equals(Template.bare(t));
        return a == b || a.equals(b);
    }

    private static boolean contains(Object all, Object one) throws TemplateError {
        if (all instanceof String s && one instanceof String t)
            return Template.bare(s).contains(Template.bare(t));
        if (all instanceof Map<?, ?> map) return one instanceof String s && map.containsKey(Template.bare(s));
        for (var each : list(all)) if (same(each, one)) return true;
        return false;
    }

    static boolean test(String name, Object value) throws TemplateError {
        return switch (name) {
            case "defined" -> value != UNDEFINED;
            case "undefined" -> value == UNDEFINED;
            case "none" -> value == NONE;
            case "string" -> value instanceof String;
            case "number", "integer" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "mapping" -> value instanceof Map;
            case "iterable", "sequence" -> value instanceof List || value instanceof Map || value instanceof String;
            case "odd" -> Math.floorMod(whole(value), 2L) == 1;
            case "even" -> Math.floorMod(whole(value), 2L) == 0;
            default -> throw new TemplateError("the test '" + name + "' is not supported");
        };
    }

    static Object filter(String name, Object value, List<Object> arguments) throws TemplateError {
        return switch (name) {
            case "trim" -> strip(text(value), true, true, " \t\n\r\f");
            case "length", "count" ->
                value instanceof String s
                        ? (long) Template.bare(s)
                                .codePointCount(0, Template.bare(s).length())
                        : (long) list(value).size();
            case "tojson" -> Template.marked(json(value, 0).toString());
            case "upper", "lower" -> method(name, value, List.of());
            case "string" -> text(value);
            case "list" -> list(value);
            case "safe" -> value;
            case "first" -> get(list(value), 0L);
            case "last" -> get(list(value), -1L);
            case "items" -> method("items", value, List.of());
            case "int" -> value instanceof Long ? value : number(Template.bare(text(value)));
            case "default" ->
                value == UNDEFINED || arguments.size() > 1 && !truth(value) ? arguments.getFirst() : value;
            case "join" -> {
                var out = "";
                var between = arguments.isEmpty() ? "" : text(arguments.getFirst());
                boolean first = true;
                for (var each : list(value)) {
                    out = joined(out, first ? text(each) : between + text(each));
                    first = false;
                }
                yield out;
            }
            default -> throw new TemplateError("the filter '" + name + "' is not supported");
        };
    }

    static Object method(String name, Object of, List<Object> arguments) throws TemplateError {
        if (of instanceof Map<?, ?> map)
            return switch (name) {
                case "items" -> {
                    var out = new ArrayList<Object>();
                    map.forEach((key, value) -> out.add(List.of(key, value)));
                    yield out;
                }
                case "keys" -> new ArrayList<Object>(map.keySet());
                case "values" -> new ArrayList<Object>(map.values());
                case "get" -> {
                    var value = get(map, arguments.getFirst());
                    yield value != UNDEFINED ? value : arguments.size() > 1 ? arguments.get(1) : NONE;
                }
                default -> throw new TemplateError("the method '" + name + "' is not supported");
            };
        if (!(of instanceof String s))
            throw new TemplateError("the method '" + name + "' of something that is no text");
        var signs = arguments.isEmpty() ? " \t\n\r\f" : Template.bare(text(arguments.getFirst()));
        var bare = Template.bare(s);
        return switch (name) {
            case "strip" -> strip(s, true, true, signs);
            case "lstrip" -> strip(s, true, false, signs);
            case "rstrip" -> strip(s, false, true, signs);
            case "startswith" -> bare.startsWith(signs);
            case "endswith" -> bare.endsWith(signs);
            case "upper" -> again(s, bare.toUpperCase(Locale.ROOT));
            case "lower" -> again(s, bare.toLowerCase(Locale.ROOT));
            case "title", "capitalize" ->
                again(s, bare.isEmpty() ? bare : bare.substring(0, 1).toUpperCase(Locale.ROOT) + bare.substring(1));
            case "replace" -> again(s, bare.replace(signs, Template.bare(text(arguments.get(1)))));
            case "split" -> {
                var out = new ArrayList<Object>();
                for (var part : bare.split(java.util.regex.Pattern.quote(signs), -1)) out.add(again(s, part));
                yield out;
            }
            default -> throw new TemplateError("the method '" + name + "' is not supported");
        };
    }

    private static String again(String origin, String text) {
        return Template.isMarked(origin) ? Template.marked(text) : text;
    }

    /// Strips a text that is a caller's as a whole, or the template's; of a mixture, the template's ends.
    private static String strip(String s, boolean left, boolean right, String signs) {
        var marked = Template.marked(Template.bare(s));
        boolean whole = Template.isMarked(s) && marked.equals(s);
        var text = whole ? Template.bare(s) : s;
        int from = 0;
        int until = text.length();
        while (left && from < until && signs.indexOf(text.charAt(from)) >= 0) from++;
        while (right && until > from && signs.indexOf(text.charAt(until - 1)) >= 0) until--;
        return whole ? Template.marked(text.substring(from, until)) : text.substring(from, until);
    }

    private static Object number(String text) {
        return text.matches("-?[0-9]{1,9}") ? Long.parseLong(text) : 0L;
    }

    private static JsonNode json(Object value, int depth) throws TemplateError {
        if (depth > 40) throw new TemplateError("a value is nested too deeply");
        return switch (value) {
            case String s -> TextNode.valueOf(Template.bare(s));
            case Long n -> LongNode.valueOf(n);
            case Boolean b -> BooleanNode.valueOf(b);
            case List<?> list -> {
                var out = Json.array();
                for (var each : list) out.add(json(each, depth + 1));
                yield out;
            }
            case Map<?, ?> map -> {
                var out = Json.object();
                for (var entry : map.entrySet())
                    out.set(String.valueOf(entry.getKey()), json(entry.getValue(), depth + 1));
                yield out;
            }
            default -> NullNode.getInstance();
        };
    }
}
