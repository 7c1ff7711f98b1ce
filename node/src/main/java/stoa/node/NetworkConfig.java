// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// What `stoa up` was asked for.
///
/// @param hosts of a new network; empty for three, or for as many as an existing one has
/// @param bind where gateway and JSON-RPC listen; hosts and metrics stay on loopback
/// @param engine an outside engine instead of the bundled model
/// @param model the outside engine's
/// @param context the outside engine's, in tokens
/// @param settings keys and values of `--set`; [Settings] knows them
public record NetworkConfig(
        Optional<Integer> hosts,
        int portBase,
        String bind,
        Optional<URI> engine,
        Optional<String> model,
        long context,
        Map<String, String> settings) {
    public NetworkConfig {
        settings = Map.copyOf(settings);
        Settings.requireKnown(settings);
    }

    /// A network on any free ports for the launcher's first run.
    static NetworkConfig any(int portBase) {
        return new NetworkConfig(
                Optional.of(1), portBase, "127.0.0.1", Optional.empty(), Optional.empty(), 8_192, Map.of());
    }

    /// Where nobody else is likely to listen.
    public static NetworkConfig warmUp() {
        return any(10_000 + (int) (ProcessHandle.current().pid() % 90) * 20);
    }
}
