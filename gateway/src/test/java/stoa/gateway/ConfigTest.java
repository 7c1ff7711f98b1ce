// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.kit.config.BadConfig;
import stoa.kit.config.Config;

class ConfigTest {
    @Test
    void defaults_are_for_a_gateway_on_loopback() {
        var config = load(Map.of());
        assertEquals("127.0.0.1", config.host());
        assertTrue(config.onLoopback());
        assertEquals(8_400, config.port());
        assertEquals(Path.of("/tmp/g"), config.data());
        assertEquals(Optional.empty(), config.sqlUrl());
        assertEquals(Duration.ofHours(1), config.sessionLength());
        assertEquals(Duration.ofSeconds(15), config.hostSilence());
        assertEquals(3, config.attempts());
        assertFalse(config.loopbackHosts());
        assertTrue(config.privateHosts().isEmpty());
        assertFalse(load(Map.of("gateway.host", "0.0.0.0")).onLoopback());
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.attempts, 0",
        "gateway.attempts, 99",
        "gateway.session-length, 0s",
        "gateway.first-token-most, 1s",
        "gateway.first-deposit, 0",
        "gateway.most-deposit, 1",
        "gateway.nonsense, 1",
        "gateway.port, x"
    })
    void what_cannot_be_is_refused_by_its_name(String key, String value) {
        var refusal = assertThrows(BadConfig.class, () -> load(Map.of(key, value)));
        assertTrue(String.valueOf(refusal.getMessage()).contains("gateway."), refusal.getMessage());
    }

    private static GatewayConfig load(Map<String, String> more) {
        var all = new TreeMap<>(Map.of("gateway.data", "/tmp/g"));
        all.putAll(more);
        return Config.load(GatewayConfig.class, all);
    }
}
