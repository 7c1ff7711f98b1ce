// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a JSON value may look like.
public sealed interface Shape {
    /// Any value at all, objects only at the top when `object`.
    record Any(boolean object) implements Shape {}

    /// Members come in the order given; those not required may be left out. `others` is the shape of further members,
    /// null for none.
    record Members(List<Member> members, @Nullable Shape others) implements Shape {
        public Members {
            members = List.copyOf(members);
        }
    }

    record Member(String name, Shape shape, boolean required) {}

    record Items(Shape item, int least, int most) implements Shape {}

    /// Text whose length in characters lies within bounds.
    record Text(int least, int most) implements Shape {}

    record Number(boolean whole) implements Shape {}

    /// Exactly these bytes of JSON.
    record Literal(String json) implements Shape {}

    record OneOf(List<Shape> shapes) implements Shape {
        public OneOf {
            shapes = List.copyOf(shapes);
        }
    }

    /// A shape named elsewhere in the schema, perhaps around this one.
    record Named(String name, Supplier<Shape> shape) implements Shape {
        @Override
        public boolean equals(Object other) {
            return other instanceof Named that && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
