// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stoa.gateway.GatewayConfig;
import stoa.host.HostConfig;
import stoa.kit.config.BadConfig;
import stoa.kit.config.Config;
import stoa.rpc.RpcConfig;

/// What an operator may set with `--set key=value`, part by part; `docs/generated/config.md` lists the keys.
public final class Settings {
    /// The configuration records of a network's parts; a key's first word names its part.
    public static final Map<String, Class<? extends Record>> PARTS = Map.of(
            "gateway", GatewayConfig.class,
            "host", HostConfig.class,
            "rpc", RpcConfig.class);

    private Settings() {}

    /// Refuses a key that no part knows, with its nearest neighbour.
    public static void requireKnown(Map<String, String> chosen) {
        for (var name : chosen.keySet()) {
            var part = PARTS.get(name.substring(0, Math.max(0, name.indexOf('.'))));
            if (part == null) throw new BadConfig("unknown key: " + name + "; docs/generated/config.md lists them");
            if (!names(part).contains(name)) Config.load(part, Map.of(name, ""));
        }
    }

    /// One part's configuration.
    ///
    /// @param chosen by the operator, for all parts
    /// @param usual what this command begins with instead of the documented defaults
    /// @param fixed what the command itself decides: choosing it too is refused
    public static <R extends Record> R of(
            Class<R> part, Map<String, String> chosen, Map<String, String> usual, Map<String, String> fixed) {
        var all = new TreeMap<>(usual);
        for (var name : names(part)) {
            if (!chosen.containsKey(name)) continue;
            if (fixed.containsKey(name))
                throw new BadConfig(name + " follows from the command's own options; leave it out of --set");
            all.put(name, chosen.get(name));
        }
        all.putAll(fixed);
        return Config.load(part, all);
    }

    private static List<String> names(Class<? extends Record> part) {
        return Config.keys(part).stream().map(Config.KeyDoc::name).toList();
    }
}
