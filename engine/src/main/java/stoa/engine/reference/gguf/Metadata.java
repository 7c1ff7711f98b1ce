// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The key-value part of a model file. Values are `Long`, `Double`, `Boolean`, `String` or a `List` of these;
/// whoever asks says which type it expects.
public final class Metadata {
    private final Map<String, Object> values;

    Metadata(Map<String, Object> values) {
        this.values = values;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public java.util.SortedSet<String> keys() {
        return new java.util.TreeSet<>(values.keySet());
    }

    /// A key's value as it is; the key must be there.
    public Object value(String key) {
        return java.util.Objects.requireNonNull(values.get(key), key);
    }

    public Optional<String> text(String key) throws MalformedModel {
        return typed(key, String.class, "text");
    }

    /// A whole number in the given range.
    public int whole(String key, int least, int most) throws MalformedModel {
        return whole(key, null, least, most);
    }

    public int whole(String key, int otherwise, int least, int most) throws MalformedModel {
        return whole(key, Integer.valueOf(otherwise), least, most);
    }

    public OptionalDouble number(String key) throws MalformedModel {
        return switch (values.get(key)) {
            case null -> OptionalDouble.empty();
            case Double d when Double.isFinite(d) -> OptionalDouble.of(d);
            case Long n -> OptionalDouble.of(n);
            default -> throw new MalformedModel(key + " must be a finite number");
        };
    }

    public boolean flag(String key, boolean otherwise) throws MalformedModel {
        return this.<Boolean>typed(key, Boolean.class, "true or false").orElse(otherwise);
    }

    public Optional<List<String>> texts(String key) throws MalformedModel {
        return list(key, String.class, "a list of texts");
    }

    public Optional<List<Long>> wholes(String key) throws MalformedModel {
        return list(key, Long.class, "a list of whole numbers");
    }

    public Optional<List<Double>> numbers(String key) throws MalformedModel {
        var out = list(key, Double.class, "a list of numbers");
        if (out.isPresent() && out.get().stream().anyMatch(x -> !Double.isFinite(x)))
            throw new MalformedModel(key + " must hold finite numbers");
        return out;
    }

    private int whole(String key, @org.jspecify.annotations.Nullable Integer otherwise, int least, int most)
            throws MalformedModel {
        var value = this.<Long>typed(key, Long.class, "a whole number");
        if (value.isEmpty() && otherwise != null) return otherwise;
        if (value.isEmpty()) throw new MalformedModel("the file lacks " + key);
        if (value.get() < least || value.get() > most)
            throw new MalformedModel(key + " is " + value.get() + "; it must be between " + least + " and " + most);
        return value.get().intValue();
    }

    private <T> Optional<T> typed(String key, Class<T> type, String what) throws MalformedModel {
        var value = values.get(key);
        if (value == null) return Optional.empty();
        if (!type.isInstance(value)) throw new MalformedModel(key + " must be " + what);
        return Optional.of(type.cast(value));
    }

    private <T> Optional<List<T>> list(String key, Class<T> type, String what) throws MalformedModel {
        var value = values.get(key);
        if (value == null) return Optional.empty();
        if (!(value instanceof List<?> list) || !list.stream().allMatch(type::isInstance))
            throw new MalformedModel(key + " must be " + what);
        return Optional.of(list.stream().map(type::cast).toList());
    }
}
