// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template as a tree.
sealed interface Node {
    record Text(String text) implements Node {}

    record Output(Expr value) implements Node {}

    record If(List<Expr> conditions, List<List<Node>> bodies, List<Node> otherwise) implements Node {}

    /// @param filter entries that do not meet it are left out
    record For(List<String> names, Expr list, @Nullable Expr filter, List<Node> body) implements Node {}

    /// `set a = …`, or of a namespace `set ns.a = …`
    record Set(String name, @Nullable String field, Expr value) implements Node {}

    sealed interface Expr {}

    record Value(@Nullable Object value) implements Expr {}

    record Name(String name) implements Expr {}

    record Items(List<Expr> items) implements Expr {}

    record Pairs(Map<String, Expr> pairs) implements Expr {}

    record Get(Expr of, Expr key) implements Expr {}

    record Slice(
            Expr of,
            @Nullable Expr from,
            @Nullable Expr until,
            @Nullable Expr step) implements Expr {}

    record Call(Expr of, List<Expr> arguments, Map<String, Expr> named) implements Expr {}

    record Filter(Expr of, String name, List<Expr> arguments) implements Expr {}

    record Test(Expr of, String name, boolean not) implements Expr {}

    record Not(Expr of) implements Expr {}

    record Two(String mark, Expr left, Expr right) implements Expr {}

    record Choice(Expr condition, Expr then, @Nullable Expr otherwise) implements Expr {}
}
