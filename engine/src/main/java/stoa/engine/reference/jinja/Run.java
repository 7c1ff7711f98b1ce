// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stoa.engine.reference.jinja.Node.Expr;

/// One run of a template. Values are texts, whole numbers, booleans, lists, maps, [#NONE] and [#UNDEFINED].
final class Run {
    static final Object NONE = new Object();
    static final Object UNDEFINED = new Object();

    private static final int MOST_STEPS = 500_000;
    private static final int MOST_CHARS = 1 << 22;

    private final List<Map<String, Object>> scopes = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();
    private int steps;

    Run(Map<String, Object> values) {
        scopes.add(new HashMap<>(values));
    }

    String run(List<Node> nodes) throws TemplateError {
        for (var node : nodes) node(node);
        return out.toString();
    }

    private void node(Node node) throws TemplateError {
        step();
        switch (node) {
            case Node.Text(var text) -> put(text);
            case Node.Output(var value) -> put(Values.text(eval(value)));
            case Node.Set(var name, var field, var value) -> set(name, field, eval(value));
            case Node.If(var conditions, var bodies, var otherwise) -> {
                for (int i = 0; i < conditions.size(); i++)
                    if (Values.truth(eval(conditions.get(i)))) {
                        run(bodies.get(i));
                        return;
                    }
                run(otherwise);
            }
            case Node.For loop -> loop(loop);
        }
    }

    private void loop(Node.For loop) throws TemplateError {
        var entries = new ArrayList<Map<String, Object>>();
        for (var item : Values.list(eval(loop.list()))) {
            var scope = new HashMap<String, Object>();
            if (loop.names().size() == 1) scope.put(loop.names().getFirst(), item);
            else {
                var parts = Values.list(item);
                if (parts.size() != loop.names().size()) throw new TemplateError("a loop's names do not fit its items");
                for (int i = 0; i < parts.size(); i++) scope.put(loop.names().get(i), parts.get(i));
            }
            scopes.add(scope);
            boolean wanted = loop.filter() == null || Values.truth(eval(loop.filter()));
            scopes.removeLast();
            if (wanted) entries.add(scope);
        }
        for (int i = 0; i < entries.size(); i++) {
            step();
            var scope = entries.get(i);
            var about = new LinkedHashMap<String, Object>();
            about.put("index0", (long) i);
            about.put("index", i + 1L);
            about.put("first", i == 0);
            about.put("last", i == entries.size() - 1);
            about.put("length", (long) entries.size());
            var name = loop.names().getFirst();
            about.put("previtem", i > 0 ? entries.get(i - 1).get(name) : UNDEFINED);
            about.put("nextitem", i + 1 < entries.size() ? entries.get(i + 1).get(name) : UNDEFINED);
            scope.put("loop", about);
            scopes.add(scope);
            run(loop.body());
            scopes.removeLast();
        }
    }

    @SuppressWarnings("unchecked")
    private void set(String name, @org.jspecify.annotations.Nullable String field, Object value) throws TemplateError {
        if (field == null) {
            scopes.getLast().put(name, value);
            return;
        }
        if (!(find(name) instanceof Map<?, ?> space)) throw new TemplateError("'" + name + "' is no namespace");
        ((Map<String, Object>) space).put(field, value);
    }

    private Object find(String name) {
        for (int i = scopes.size() - 1; i >= 0; i--)
            if (scopes.get(i).containsKey(name)) return scopes.get(i).get(name);
        return UNDEFINED;
    }

    Object eval(Expr expr) throws TemplateError {
        step();
        return switch (expr) {
            case Node.Value(var value) -> value == null ? NONE : value;
            case Node.Name(var name) -> find(name);
            case Node.Items(var items) -> {
                var list = new ArrayList<Object>();
                for (var item : items) list.add(eval(item));
                yield list;
            }
            case Node.Pairs(var pairs) -> {
                var map = new LinkedHashMap<String, Object>();
                for (var pair : pairs.entrySet()) map.put(pair.getKey(), eval(pair.getValue()));
                yield map;
            }
            case Node.Get(var of, var key) -> Values.get(eval(of), eval(key));
            case Node.Slice(var of, var from, var until, var step) ->
                Values.slice(
                        eval(of),
                        from == null ? NONE : eval(from),
                        until == null ? NONE : eval(until),
                        step == null ? NONE : eval(step));
            case Node.Call call -> call(call);
            case Node.Filter(var of, var name, var arguments) -> Values.filter(name, eval(of), all(arguments));
            case Node.Test(var of, var name, var not) -> Values.test(name, eval(of)) != not;
            case Node.Not(var of) -> !Values.truth(eval(of));
            case Node.Two(var mark, var left, var right) -> two(mark, left, right);
            case Node.Choice(var condition, var then, var otherwise) ->
                Values.truth(eval(condition)) ? eval(then) : otherwise == null ? UNDEFINED : eval(otherwise);
        };
    }

    private Object two(String mark, Expr left, Expr right) throws TemplateError {
        var first = eval(left);
        return switch (mark) {
            case "or" -> Values.truth(first) ? first : eval(right);
            case "and" -> Values.truth(first) ? eval(right) : first;
            default -> Values.two(mark, first, eval(right));
        };
    }

    private Object call(Node.Call call) throws TemplateError {
        var arguments = all(call.arguments());
        if (call.of() instanceof Node.Get(var of, Node.Value(var name))) {
            return Values.method(String.valueOf(name), eval(of), arguments);
        }
        if (!(call.of() instanceof Node.Name(var name)))
            throw new TemplateError("a call of something that is no function");
        switch (name) {
            case "raise_exception" ->
                throw new TemplateError(
                        arguments.isEmpty() ? "refused" : Template.bare(Values.text(arguments.getFirst())), true);
            case "namespace", "dict" -> {
                var space = new LinkedHashMap<String, Object>();
                for (var pair : call.named().entrySet()) space.put(pair.getKey(), eval(pair.getValue()));
                return space;
            }
            case "range" -> {
                long from = arguments.size() > 1 ? Values.whole(arguments.getFirst()) : 0;
                long until = Values.whole(arguments.getLast());
                if (until - from > 10_000) throw new TemplateError("a range of the template is too long");
                var list = new ArrayList<Object>();
                for (long i = from; i < until; i++) list.add(i);
                return list;
            }
            default -> throw new TemplateError("the function '" + name + "' is not supported");
        }
    }

    private List<Object> all(List<Expr> arguments) throws TemplateError {
        var list = new ArrayList<Object>();
        for (var argument : arguments) list.add(eval(argument));
        return list;
    }

    private void put(String text) throws TemplateError {
        if (out.length() + text.length() > MOST_CHARS) throw new TemplateError("the template writes too much");
        out.append(text);
    }

    private void step() throws TemplateError {
        if (++steps > MOST_STEPS) throw new TemplateError("the template runs too long");
    }
}
