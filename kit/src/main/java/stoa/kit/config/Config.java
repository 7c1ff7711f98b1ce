// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads configuration records. Types of components: int, long, boolean, String, Duration (`250ms`, `30s`, `5m`, `2h`,
/// `1d` or ISO 8601), Path, URI, Secret, an enum, List of String, and Optional of any of these.
public final class Config {
    private Config() {}

    /// One key as the documentation lists it. `def` is empty text for a required or optional key.
    public record KeyDoc(String name, String type, String def, boolean required, String doc) {}

    /// Fills `type`, and all configuration records it nests, from `properties`; a key no component names is refused
    /// with its nearest neighbour. Every refusal is a `BadConfig`.
    public static <R extends Record> R load(Class<R> type, Map<String, String> properties) {
        throw new UnsupportedOperationException();
    }

    /// All keys of `type` and of the records it nests, in the order of the components.
    public static List<KeyDoc> keys(Class<? extends Record> type) {
        throw new UnsupportedOperationException();
    }

    /// Collects `key=value` from a file (if it exists), then the environment (`STOA_GATEWAY_PORT` is `gateway.port`),
    /// then arguments `--gateway.port=8400`; later sources win. Variables that name no key of `type` are refused
    /// too.
    public static Map<String, String> gather(
            Class<? extends Record> type, Path file, Map<String, String> environment, List<String> arguments) {
        throw new UnsupportedOperationException();
    }
}
