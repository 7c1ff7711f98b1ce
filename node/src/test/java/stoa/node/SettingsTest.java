// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import stoa.host.HostConfig;
import stoa.kit.config.BadConfig;

class SettingsTest {
    private static final Map<String, String> FIXED = Map.of("host.data", "/tmp/x");

    @Test
    void what_the_operator_chose_wins_over_what_is_usual() {
        var usual = Map.of("host.settle-every", "10s", "host.concurrency", "7");
        var config =
                Settings.of(HostConfig.class, Map.of("host.settle-every", "20s", "rpc.max-batch", "5"), usual, FIXED);
        assertEquals(Duration.ofSeconds(20), config.settleEvery());
        assertEquals(7, config.concurrency());
        assertEquals(32 << 20, config.maxBodyBytes(), "the documented default");
    }

    @Test
    void what_the_command_decides_cannot_be_chosen_beside_it() {
        refused(
                "host.data follows from",
                () -> Settings.of(HostConfig.class, Map.of("host.data", "/"), Map.of(), FIXED));
    }

    @Test
    void a_value_out_of_range_is_refused_by_its_key() {
        refused(
                "host.concurrency is at least 1",
                () -> Settings.of(HostConfig.class, Map.of("host.concurrency", "0"), Map.of(), FIXED));
    }

    @Test
    void an_unknown_key_names_its_neighbour() {
        refused("did you mean rpc.max-batch?", () -> Settings.requireKnown(Map.of("rpc.max-bach", "5")));
        refused("unknown key: max-batch", () -> Settings.requireKnown(Map.of("max-batch", "5")));
        Settings.requireKnown(Map.of("rpc.max-batch", "5", "host.drain", "1s", "gateway.attempts", "2"));
    }

    private static void refused(String part, Executable action) {
        var refusal = assertThrows(BadConfig.class, action);
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
    }
}
