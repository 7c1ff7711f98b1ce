// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--json` prints exactly one document on standard output, so that a program can read it whole.
class JsonTest {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat Hello --max-tokens 4",
                "keys create --label json",
                "keys list",
                "session list",
                "account list",
                "account balance account-1",
                "send account-3 1wei",
                "faucet account-3 1wei",
                "host list",
                "host status host-1"
            })
    void a_command_prints_one_document(String words) throws Exception {
        var command = new ArrayList<>(List.of(words.split(" ")));
        command.add("--json");
        var told = LocalStoa.shared().stoa(command.toArray(String[]::new));
        assertEquals(0, told.code(), told.err());
        assertTrue(one(told.out()).isContainerNode(), told.out());
    }

    @Test
    void a_mistake_prints_nothing_there() throws Exception {
        var told = LocalStoa.shared().stoa("session", "show", "999999", "--json");
        assertEquals(1, told.code());
        assertEquals("", told.out());
        assertEquals(1, told.err().lines().count(), told.err());
    }

    @Test
    void a_network_prints_where_it_is_and_nothing_else(@TempDir Path folder) throws Exception {
        var ready = folder.resolve("ready.json");
        var out = folder.resolve("out");
        var process = new ProcessBuilder(
                        LocalStoa.ROOT.resolve("stoa").toString(),
                        "up",
                        "--json",
                        "--hosts",
                        "1",
                        "--data",
                        folder.resolve("data").toString(),
                        "--port-base",
                        Integer.toString(LocalStoa.freePortBase()),
                        "--ready-file",
                        ready.toString())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        for (int tries = 0; !Files.exists(ready); tries++) {
            assertTrue(process.isAlive() && tries < 1_800, Files.readString(folder.resolve("err")));
            LocalStoa.pause(100);
        }
        LocalStoa.pause(1_000);
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "SIGTERM stops it");
        assertEquals(0, process.exitValue());
        assertEquals(LocalStoa.JSON.readTree(ready.toFile()), one(Files.readString(out)));
    }

    private static JsonNode one(String text) throws Exception {
        return STRICT.readTree(text);
    }
}
