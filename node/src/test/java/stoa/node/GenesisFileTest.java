// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.ModelId;

class GenesisFileTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
    private static final LocalNetwork.Served SERVED =
            new LocalNetwork.Served(new ModelId("stoa-tiny"), 1_024, "reference");

    @TempDir
    private Path folder;

    private Home home = new Home(Path.of("unset"));

    @BeforeEach
    void open() throws IOException {
        home = new Home(folder.resolve("data"));
        home.open();
    }

    @Test
    void what_is_written_reads_back_to_the_same_genesis() throws Exception {
        var made = LocalNetwork.open(home, Optional.of(2), 8_400, SERVED, CLOCK).genesis();
        var again = folder.resolve("again.json");
        GenesisFile.write(again, made);
        assertEquals(made.hash(Digests.INSTANCE), GenesisFile.read(again).hash(Digests.INSTANCE));
        assertEquals(Files.readString(home.genesis()), Files.readString(again));
    }

    @Test
    void a_network_keeps_its_genesis_and_its_keys() throws Exception {
        var first = LocalNetwork.open(home, Optional.of(2), 8_400, SERVED, CLOCK);
        var second = LocalNetwork.open(home, Optional.empty(), 9_400, SERVED, InstantSource.system());
        assertEquals(first.genesis().hash(Digests.INSTANCE), second.genesis().hash(Digests.INSTANCE));
        assertEquals(2, second.hosts().size());
        assertEquals(
                LocalNetwork.address(first.accounts().getFirst()),
                LocalNetwork.address(second.accounts().getFirst()));
    }

    @Test
    void two_networks_have_nothing_in_common() throws Exception {
        var other = new Home(folder.resolve("other"));
        other.open();
        var one = LocalNetwork.open(home, Optional.of(1), 8_400, SERVED, CLOCK).genesis();
        var two = LocalNetwork.open(other, Optional.of(1), 8_400, SERVED, CLOCK).genesis();
        assertNotEquals(one.hash(Digests.INSTANCE), two.hash(Digests.INSTANCE));
    }

    @Test
    void another_number_of_hosts_or_another_model_needs_a_new_network() throws Exception {
        LocalNetwork.open(home, Optional.of(2), 8_400, SERVED, CLOCK);
        var hosts =
                assertThrows(Home.Unusable.class, () -> LocalNetwork.open(home, Optional.of(3), 8_400, SERVED, CLOCK));
        assertTrue(String.valueOf(hosts.getMessage()).contains("was made with 2 hosts"), hosts.getMessage());
        var llama = new LocalNetwork.Served(new ModelId("llama"), 1_024, "outside");
        var model =
                assertThrows(Home.Unusable.class, () -> LocalNetwork.open(home, Optional.empty(), 8_400, llama, CLOCK));
        assertTrue(String.valueOf(model.getMessage()).contains("made for [stoa-tiny], not llama"), model.getMessage());
    }

    @Test
    void a_genesis_somebody_edited_wrongly_is_refused_by_the_fields_name() throws Exception {
        LocalNetwork.open(home, Optional.of(1), 8_400, SERVED, CLOCK);
        refused("'chainId' is missing", json -> json.remove("chainId"));
        refused("'chainId' is not a whole number", json -> json.put("chainId", "many"));
        refused("'chainId' is not a whole number", json -> json.put("chainId", 1.5));
        refused("'registrar' is not text", json -> json.put("registrar", 7));
        refused("'hosts' is missing", json -> json.remove("hosts"));
        refused(
                "'wei' is not text",
                json -> ((ObjectNode) json.withArray("accounts").get(0)).put("wei", 1));
        refused("epochSeconds is between", json -> ((ObjectNode) json.get("params")).put("epochSeconds", 1));
        refused("'burnPercent' is missing", json -> ((ObjectNode) json.get("params")).remove("burnPercent"));
        refused("'sandbox' is not true or false", json -> ((ObjectNode) json.get("params")).put("sandbox", 1));
        refused("a model's name", json -> ((ObjectNode) json.withArray("models").get(0)).put("id", "Not A Model"));
    }

    @Test
    void what_is_no_json_is_refused_in_one_line() throws Exception {
        Files.writeString(home.genesis(), "{\"chainId\": 1,");
        var refusal = assertThrows(Home.Unusable.class, () -> GenesisFile.read(home.genesis()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("is not a genesis"), refusal.getMessage());
        assertEquals(1, String.valueOf(refusal.getMessage()).lines().count());
    }

    private void refused(String part, Consumer<ObjectNode> edit) throws IOException {
        var json = (ObjectNode) Json.parse(Files.readAllBytes(home.genesis()));
        edit.accept(json);
        var edited = Files.write(folder.resolve("edited.json"), Json.write(json));
        var refusal = assertThrows(Home.Unusable.class, () -> GenesisFile.read(edited));
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
        assertEquals(1, String.valueOf(refusal.getMessage()).lines().count(), refusal.getMessage());
    }
}
