// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    enum Mode {
        FAST,
        VERY_SAFE
    }

    record Engine(
            @Key(name = "engine.url", def = "http://127.0.0.1:8000/v1", doc = "Where it listens.")
            URI url,

            @Key(name = "engine.idle-timeout", def = "30s", doc = "The longest silence.")
            Duration idleTimeout) {
        Engine {
            if (!idleTimeout.isPositive()) throw new IllegalArgumentException("engine.idle-timeout must be positive");
        }
    }

    record Gateway(
            @Key(name = "gateway.port", def = "8400", doc = "The port.")
            int port,

            @Key(name = "gateway.budget", def = "1000000000000", doc = "In obol.")
            long budget,

            @Key(name = "gateway.cors", def = "true", doc = "Lets web pages in.")
            boolean cors,

            @Key(name = "gateway.name", doc = "What it is called.")
            String name,

            @Key(name = "gateway.data", def = "/var/lib/stoa", doc = "Where it keeps things.")
            Path data,

            @Key(name = "gateway.token", def = "", doc = "For the operator.")
            Secret token,

            @Key(name = "gateway.origins", def = "", doc = "Separated by commas.")
            List<String> origins,

            @Key(name = "gateway.limit", doc = "No limit if unset.")
            Optional<Integer> limit,

            @Key(name = "gateway.pass", doc = "No password if unset.")
            Optional<Secret> pass,

            @Key(name = "gateway.mode", def = "very-safe", doc = "How careful.")
            Mode mode,

            Engine engine) {}

    private static final Map<String, String> LEAST = Map.of("gateway.name", "here");

    @TempDir
    Path directory;

    private static String refusal(Map<String, String> properties) {
        return assertThrows(BadConfig.class, () -> Config.load(Gateway.class, properties))
                .getMessage();
    }

    private static Map<String, String> with(String key, String value) {
        return Map.of("gateway.name", "here", key, value);
    }

    @Test
    void what_is_not_set_has_its_default() {
        var config = Config.load(Gateway.class, LEAST);
        assertEquals(8400, config.port());
        assertEquals(1_000_000_000_000L, config.budget());
        assertTrue(config.cors());
        assertEquals(Path.of("/var/lib/stoa"), config.data());
        assertTrue(config.token().isEmpty());
        assertEquals(List.of(), config.origins());
        assertEquals(Optional.empty(), config.limit());
        assertEquals(Mode.VERY_SAFE, config.mode());
        assertEquals(new Engine(URI.create("http://127.0.0.1:8000/v1"), Duration.ofSeconds(30)), config.engine());
    }

    @Test
    void what_is_set_has_its_value() {
        var config = Config.load(
                Gateway.class,
                Map.of(
                        "gateway.name", " two words ",
                        "gateway.origins", "http://a, http://b ,",
                        "gateway.limit", "7",
                        "gateway.mode", "fast",
                        "gateway.cors", "false",
                        "gateway.pass", "swordfish",
                        "engine.idle-timeout", "PT1.5S"));
        assertEquals("two words", config.name());
        assertEquals(List.of("http://a", "http://b"), config.origins());
        assertEquals(Optional.of(7), config.limit());
        assertEquals(Mode.FAST, config.mode());
        assertFalse(config.cors());
        assertEquals("swordfish", config.pass().orElseThrow().value());
        assertEquals(Duration.ofMillis(1500), config.engine().idleTimeout());
        assertFalse(config.toString().contains("swordfish"));
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "2h,7200000", "1d,86400000", "0s,0", "7 s,7000"})
    void durations_are_written_with_their_unit(String text, long millis) {
        record Timed(@Key(name = "t", doc = "A time.") Duration t) {}
        assertEquals(
                Duration.ofMillis(millis),
                Config.load(Timed.class, Map.of("t", text)).t());
    }

    @Test
    void an_unknown_key_is_refused_with_its_nearest_neighbour() {
        assertEquals("unknown key: gateway.prot; did you mean gateway.port?", refusal(with("gateway.prot", "1")));
        assertEquals(
                "unknown key: engine.idletimeout; did you mean engine.idle-timeout?",
                refusal(with("engine.idletimeout", "1s")));
        assertEquals("unknown key: zzz", refusal(with("zzz", "1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.port|99999999999|whole number up to",
                "gateway.port||whole number",
                "gateway.budget|1.5|whole number",
                "gateway.cors|yes|true or false",
                "gateway.mode|slow|one of fast, very-safe",
                "gateway.limit|many|whole number",
                "engine.url|127.0.0.1:8000|address",
                "engine.url|not a uri|",
                "engine.idle-timeout|30|duration such as",
                "engine.idle-timeout|soon|duration such as",
                "engine.idle-timeout|99999999999999999999s|duration such as",
                "engine.idle-timeout|9999999999999999d|duration such as",
            })
    void a_value_of_the_wrong_kind_is_refused_saying_what_is_expected(String key, String value, String expected) {
        var message = refusal(with(key, value == null ? "" : value));
        assertTrue(
                message.startsWith(key + " should be ") && message.contains(expected == null ? "" : expected), message);
    }

    @Test
    void a_missing_key_and_a_records_own_refusal_stop_start_up() {
        assertEquals("gateway.name must be set: What it is called.", refusal(Map.of()));
        assertEquals("engine.idle-timeout must be positive", refusal(with("engine.idle-timeout", "0s")));
    }

    @Test
    void keys_are_listed_for_the_documentation() {
        var keys = Config.keys(Gateway.class);
        assertEquals(12, keys.size());
        assertEquals(new Config.KeyDoc("gateway.port", "int", "8400", false, "The port."), keys.getFirst());
        assertEquals(new Config.KeyDoc("gateway.name", "String", "", true, "What it is called."), keys.get(3));
        assertEquals("List<String>", keys.get(6).type());
        assertEquals(new Config.KeyDoc("gateway.limit", "Integer", "", false, "No limit if unset."), keys.get(7));
        assertEquals("Secret", keys.get(8).type());
        assertEquals("fast|very-safe", keys.get(9).type());
        assertEquals("engine.idle-timeout", keys.getLast().name());
    }

    @Test
    void arguments_win_over_the_environment_and_that_over_the_file() throws IOException {
        var file = Files.writeString(directory.resolve("stoa.toml"), """
                # the node
                gateway.port = 1
                gateway.name = "a # b"   # a comment
                [engine]
                url = http://x/ # another
                idle-timeout = "5s"
                """);
        var gathered = Config.gather(
                Gateway.class,
                file,
                Map.of("STOA_GATEWAY_PORT", "2", "STOA_ENGINE_IDLE_TIMEOUT", "6s", "PATH", "/bin"),
                List.of("--gateway.port=3", "--gateway.origins=http://a=b"));
        var config = Config.load(Gateway.class, gathered);
        assertEquals(3, config.port());
        assertEquals("a # b", config.name());
        assertEquals(Duration.ofSeconds(6), config.engine().idleTimeout());
        assertEquals(URI.create("http://x/"), config.engine().url());
        assertEquals(List.of("http://a=b"), config.origins());
        assertEquals(Map.of(), Config.gather(Gateway.class, directory.resolve("none"), Map.of(), List.of()));
    }

    @Test
    void mistakes_in_each_source_are_told_with_their_place() throws IOException {
        var none = directory.resolve("none");
        var unknown = assertThrows(
                BadConfig.class, () -> Config.gather(Gateway.class, none, Map.of("STOA_GATEWAY_PROT", "1"), List.of()));
        assertEquals(
                "unknown environment variable: STOA_GATEWAY_PROT; did you mean STOA_GATEWAY_PORT?",
                unknown.getMessage());
        for (var argument : List.of("gateway.port=1", "--gateway.port", "--=1"))
            assertThrows(BadConfig.class, () -> Config.gather(Gateway.class, none, Map.of(), List.of(argument)));
        var file = Files.writeString(directory.resolve("f"), "gateway.prot = 1\n");
        var inFile = assertThrows(BadConfig.class, () -> Config.gather(Gateway.class, file, Map.of(), List.of()));
        assertTrue(inFile.getMessage().contains(file.toString())
                && inFile.getMessage().contains("gateway.port"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "= value",
                "[section",
                "[section] x",
                "a = \"open",
                "a = \"x\" y",
                "a = \"\\q\"",
                "a = 1\na = 2",
                "a = [\"x\"",
                "a = [x]",
                "a = [\"x,y\"]",
                "a = [\"x\"] y"
            })
    void a_file_that_is_not_understood_is_refused_with_its_line(String text) {
        var refusal = assertThrows(BadConfig.class, () -> PropertyText.parse("# first\n" + text, "stoa.toml"));
        assertTrue(refusal.getMessage().startsWith("stoa.toml, line "), refusal.getMessage());
    }

    @Test
    void texts_and_lists_of_a_file_are_unwrapped() {
        assertEquals(
                Map.of("a", "x\"\\\n\ty", "b.c", "1,2", "b.d", "", "b.e", "plain text"),
                PropertyText.parse(
                        "a = \"x\\\"\\\\\\n\\ty\"\r\n[b]\r\nc = [\"1\", \"2\"] # two\nd = []\ne = plain text\n", "f"));
    }

    @Test
    void a_file_with_a_secret_must_be_the_owners_alone() throws IOException {
        var file = Files.writeString(directory.resolve("f"), "gateway.token = swordfish\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var refusal = assertThrows(BadConfig.class, () -> Config.gather(Gateway.class, file, Map.of(), List.of()));
        assertTrue(refusal.getMessage().contains("chmod 600 " + file), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("swordfish"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(
                "swordfish",
                Config.gather(Gateway.class, file, Map.of(), List.of()).get("gateway.token"));
    }

    @Test
    void records_that_are_no_configuration_are_programming_errors() {
        record Bare(int x) {}
        record Twice(
                @Key(name = "a", doc = "") int a,
                @Key(name = "a", doc = "") int b) {}
        assertThrows(IllegalArgumentException.class, () -> Config.keys(Bare.class));
        assertThrows(IllegalArgumentException.class, () -> Config.load(Twice.class, Map.of("a", "1")));
    }
}
