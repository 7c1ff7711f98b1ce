// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stoa.engine.reference.jinja.Lexer.Part;
import stoa.engine.reference.jinja.Lexer.Sort;
import stoa.engine.reference.jinja.Lexer.Word;
import stoa.engine.reference.jinja.Node.Expr;

/// From parts to a tree, by recursive descent.
final class Parser {
    private static final int MOST_DEPTH = 60;
    private static final List<List<String>> BINARY = List.of(List.of("+", "-", "~"), List.of("*", "/", "%", "//"));
    private static final Set<String> COMPARE = Set.of("==", "!=", "<", ">", "<=", ">=");

    private final List<Part> parts;
    private int part;
    private List<Word> words = List.of();
    private int at;
    private int depth;

    private Parser(List<Part> parts) {
        this.parts = parts;
    }

    static List<Node> parse(String source) throws TemplateError {
        var parser = new Parser(Lexer.parts(source));
        var out = parser.nodes(Set.of());
        if (parser.part < parser.parts.size()) throw parser.wrong("an end without a beginning");
        return out;
    }

    /// Nodes up to a statement that begins with one of `ends`, which becomes the current words.
    private List<Node> nodes(Set<String> ends) throws TemplateError {
        if (++depth > MOST_DEPTH) throw wrong("too much nesting");
        var out = new ArrayList<Node>();
        while (part < parts.size()) {
            var here = parts.get(part);
            words = here.words();
            at = 0;
            switch (here.kind()) {
                case TEXT -> out.add(new Node.Text(words.getFirst().text()));
                case OUTPUT -> {
                    out.add(new Node.Output(expr()));
                    requireEnd();
                }
                case STATEMENT -> {
                    var word = word();
                    if (ends.contains(word)) {
                        depth--;
                        return out;
                    }
                    out.add(statement(word));
                }
            }
            part++;
        }
        if (!ends.isEmpty()) throw wrong("a statement without its end");
        depth--;
        return out;
    }

    private Node statement(String word) throws TemplateError {
        switch (word) {
            case "if" -> {
                return conditions();
            }
            case "for" -> {
                return loop();
            }
            case "set" -> {
                var name = word();
                var field = is(".") ? word() : null;
                take("=");
                var value = expr();
                requireEnd();
                return new Node.Set(name, field, value);
            }
            default -> throw wrong("the statement '" + word + "' is not supported");
        }
    }

    private Node conditions() throws TemplateError {
        var conditions = new ArrayList<Expr>();
        var bodies = new ArrayList<List<Node>>();
        List<Node> otherwise = List.of();
        var word = "if";
        while (!word.equals("endif")) {
            if (word.equals("else")) {
                requireEnd();
                part++;
                otherwise = nodes(Set.of("endif"));
            } else {
                conditions.add(expr());
                requireEnd();
                part++;
                bodies.add(nodes(Set.of("elif", "else", "endif")));
            }
            word = words.getFirst().text();
        }
        return new Node.If(conditions, bodies, otherwise);
    }

    private Node loop() throws TemplateError {
        var names = new ArrayList<String>();
        do names.add(word());
        while (is(","));
        takeName("in");
        var list = or();
        var filter = isName("if") ? expr() : null;
        requireEnd();
        part++;
        return new Node.For(names, list, filter, nodes(Set.of("endfor")));
    }

    private Expr expr() throws TemplateError {
        if (++depth > MOST_DEPTH) throw wrong("too much nesting");
        var value = or();
        if (isName("if")) {
            var condition = or();
            value = new Node.Choice(condition, value, isName("else") ? expr() : null);
        }
        depth--;
        return value;
    }

    private Expr or() throws TemplateError {
        var left = and();
        while (isName("or")) left = new Node.Two("or", left, and());
        return left;
    }

    private Expr and() throws TemplateError {
        var left = not();
        while (isName("and")) left = new Node.Two("and", left, not());
        return left;
    }

    private Expr not() throws TemplateError {
        if (!isName("not")) return comparison();
        if (++depth > MOST_DEPTH) throw wrong("too much nesting");
        var out = new Node.Not(not());
        depth--;
        return out;
    }

    private Expr comparison() throws TemplateError {
        var left = binary(0);
        while (true) {
            if (at < words.size()
                    && words.get(at).sort() == Sort.MARK
                    && COMPARE.contains(words.get(at).text()))
                left = new Node.Two(words.get(at++).text(), left, binary(0));
            else if (isName("in")) left = new Node.Two("in", left, binary(0));
            else if (peekName("not")
                    && at + 1 < words.size()
                    && words.get(at + 1).text().equals("in")) {
                at += 2;
                left = new Node.Not(new Node.Two("in", left, binary(0)));
            } else if (isName("is")) {
                boolean not = isName("not");
                left = new Node.Test(left, word(), not);
            } else return left;
        }
    }

    private Expr binary(int level) throws TemplateError {
        if (level == BINARY.size()) return unary();
        var left = binary(level + 1);
        while (at < words.size()
                && words.get(at).sort() == Sort.MARK
                && BINARY.get(level).contains(words.get(at).text()))
            left = new Node.Two(words.get(at++).text(), left, binary(level + 1));
        return left;
    }

    private Expr unary() throws TemplateError {
        if (is("-")) return new Node.Two("-", new Node.Value(0L), unary());
        var out = primary();
        while (true) {
            if (is(".")) out = new Node.Get(out, new Node.Value(word()));
            else if (is("[")) out = subscript(out);
            else if (is("(")) out = call(out);
            else if (is("|")) {
                var name = word();
                var arguments = is("(") ? ((Node.Call) call(new Node.Name(name))).arguments() : List.<Expr>of();
                out = new Node.Filter(out, name, arguments);
            } else return out;
        }
    }

    private Expr subscript(Expr of) throws TemplateError {
        var from = peek(":") ? null : expr();
        if (is("]")) return new Node.Get(of, java.util.Objects.requireNonNull(from));
        take(":");
        var until = peek(":") || peek("]") ? null : expr();
        var step = is(":") && !peek("]") ? expr() : null;
        take("]");
        return new Node.Slice(of, from, until, step);
    }

    private Expr call(Expr of) throws TemplateError {
        var arguments = new ArrayList<Expr>();
        Map<String, Expr> named = new LinkedHashMap<>();
        while (!is(")")) {
            if (at + 1 < words.size()
                    && words.get(at).sort() == Sort.NAME
                    && words.get(at + 1).text().equals("=")
                    && words.get(at + 1).sort() == Sort.MARK) {
                var name = word();
                take("=");
                named.put(name, expr());
            } else arguments.add(expr());
            if (!peek(")")) take(",");
        }
        return new Node.Call(of, arguments, named);
    }

    private Expr primary() throws TemplateError {
        if (at >= words.size()) throw wrong("an expression ends too early");
        var word = words.get(at++);
        return switch (word.sort()) {
            case STRING -> new Node.Value(word.text());
            case NUMBER -> new Node.Value(Long.parseLong(word.text()));
            case NAME ->
                switch (word.text()) {
                    case "true", "True" -> new Node.Value(true);
                    case "false", "False" -> new Node.Value(false);
                    case "none", "None" -> new Node.Value(null);
                    default -> new Node.Name(word.text());
                };
            case MARK ->
                switch (word.text()) {
                    case "(" -> {
                        var inner = expr();
                        take(")");
                        yield inner;
                    }
                    case "[" -> new Node.Items(list());
                    case "{" -> new Node.Pairs(pairs());
                    default -> throw wrong("'" + word.text() + "' where a value should be");
                };
        };
    }

    private List<Expr> list() throws TemplateError {
        var out = new ArrayList<Expr>();
        while (!is("]")) {
            out.add(expr());
            if (!peek("]")) take(",");
        }
        return out;
    }

    private Map<String, Expr> pairs() throws TemplateError {
        var out = new LinkedHashMap<String, Expr>();
        while (!is("}")) {
            if (at >= words.size() || words.get(at).sort() != Sort.STRING) throw wrong("a key that is no text");
            var key = words.get(at++).text();
            take(":");
            out.put(key, expr());
            if (!peek("}")) take(",");
        }
        return out;
    }

    private String word() throws TemplateError {
        if (at >= words.size() || words.get(at).sort() != Sort.NAME) throw wrong("a name is missing");
        return words.get(at++).text();
    }

    private boolean peek(String mark) {
        return at < words.size()
                && words.get(at).sort() == Sort.MARK
                && words.get(at).text().equals(mark);
    }

    private boolean is(String mark) {
        if (!peek(mark)) return false;
        at++;
        return true;
    }

    private boolean peekName(String name) {
        return at < words.size()
                && words.get(at).sort() == Sort.NAME
                && words.get(at).text().equals(name);
    }

    private boolean isName(String name) {
        if (!peekName(name)) return false;
        at++;
        return true;
    }

    private void take(String mark) throws TemplateError {
        if (!is(mark)) throw wrong("'" + mark + "' is missing");
    }

    private void takeName(String name) throws TemplateError {
        if (!isName(name)) throw wrong("'" + name + "' is missing");
    }

    private void requireEnd() throws TemplateError {
        if (at < words.size()) throw wrong("'" + words.get(at).text() + "' is not understood");
    }

    private TemplateError wrong(String what) {
        return new TemplateError("the chat template cannot be read: " + what);
    }
}
