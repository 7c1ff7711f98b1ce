// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// All methods by name. Filled before the server starts, then left alone.
public final class Methods {
    private final Map<String, Method> byName = new TreeMap<>();

    /// A method that does not care who calls.
    public Methods on(String name, Function<Params, JsonNode> method) {
        return on(name, (params, _) -> method.apply(params));
    }

    public Methods on(String name, Method method) {
        if (byName.put(name, method) != null) throw new IllegalArgumentException("two methods named " + name);
        return this;
    }

    public Set<String> names() {
        return byName.keySet();
    }

    Optional<Method> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
