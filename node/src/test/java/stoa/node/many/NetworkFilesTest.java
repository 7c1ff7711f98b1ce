// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.json.Json;
import stoa.node.GenesisFile;
import stoa.node.Home;
import stoa.node.LocalNetwork;
import stoa.types.ModelId;

/// The files of a network of many, before anything runs.
class NetworkFilesTest {
    private static final LocalNetwork.Served SERVED = new LocalNetwork.Served(new ModelId("tiny"), 4_096, "test");

    @TempDir
    Path directory;

    @Test
    void every_validator_is_in_both_genesis_files_with_its_own_address() throws Exception {
        var files = made(4);
        var genesis = GenesisFile.read(files.home().genesis());
        var comet = Json.parse(Files.readAllBytes(files.cometGenesis()));
        assertEquals(4, genesis.validators().size());
        assertEquals(4, comet.path("validators").size());
        assertEquals("stoa-" + genesis.chainId(), comet.path("chain_id").asText());
        for (var node : files.read().nodes()) {
            var address = files.node(node.name()).comet().validatorAddress();
            assertTrue(genesis.validators().stream()
                    .anyMatch(each -> each.address().equals(address)));
        }
    }

    @Test
    void keys_are_for_their_owner_alone() throws Exception {
        var node = made(1).node("v1");
        for (var file : List.of(
                node.dir().resolve("validator.bls"),
                node.comet().validatorKeyFile(),
                node.comet().nodeKeyFile()))
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("***", node.comet().validatorKey().toString());
    }

    @Test
    void two_validators_share_one_link_and_no_two_links_a_port() throws Exception {
        var links = made(5).links();
        assertEquals(10, links.size());
        var ports = new HashSet<Integer>();
        for (var link : links) assertTrue(ports.add(link.relayPort()));
    }

    @Test
    void a_network_is_made_once() throws Exception {
        var files = made(1);
        assertThrows(Home.Unusable.class, () -> init(files, 1));
        var used = new NetworkFiles(directory.resolve("used"));
        new Home(used.dir()).open();
        Files.writeString(used.home().genesis(), "{}");
        assertThrows(Home.Unusable.class, () -> init(used, 1), "somebody's network of one process");
    }

    @Test
    void a_follower_has_the_networks_genesis_and_keys_of_its_own() throws Exception {
        var files = made(2);
        var follower =
                NetworkFiles.join(files.networkFile(), directory.resolve("follower"), "f", 9_000, Optional.empty());
        assertEquals(Files.readString(files.home().genesis()), Files.readString(follower.genesis()));
        assertFalse(follower.comet()
                .validatorAddress()
                .equals(files.node("v1").comet().validatorAddress()));
        assertThrows(
                Home.Unusable.class,
                () -> NetworkFiles.join(files.networkFile(), follower.dir(), "f", 9_000, Optional.empty()));
    }

    @Test
    void what_is_no_network_or_no_node_of_it_is_refused_in_words() throws Exception {
        var nowhere = new NetworkFiles(directory.resolve("nowhere"));
        assertThrows(Home.Unusable.class, nowhere::read);
        var files = made(2);
        assertThrows(Home.Unusable.class, () -> NetworkControl.kill(files, "v3"));
        assertThrows(
                Home.Unusable.class,
                () -> NetworkControl.partition(files, List.of(List.of("v1"), List.of("v1", "v2"))));
        Files.writeString(files.networkFile(), "{\"chainId\":1,\"nodes\":[{\"name\":\"v1\"}]}");
        assertThrows(Home.Unusable.class, files::read);
    }

    @Test
    void groups_part_those_in_them_from_all_others() {
        var parted = Wanted.ALL.withGroups(List.of(List.of("v1", "v2"), List.of("v3")));
        assertTrue(parted.linked("v1", "v2"));
        assertFalse(parted.linked("v1", "v3"));
        assertFalse(parted.linked("v4", "v3"));
        assertTrue(parted.linked("v4", "v5"), "those named nowhere keep together");
        assertTrue(Wanted.ALL.linked("v1", "v3"));
    }

    @Test
    void what_is_wanted_survives_in_its_file() throws Exception {
        var wanted = Wanted.ALL.withDown("v2").withDown("v2").withGroups(List.of(List.of("v1")));
        wanted.write(directory);
        assertEquals(wanted, Wanted.read(directory));
        assertEquals(List.of("v2"), wanted.down());
        assertEquals(List.of(), wanted.withUp("v2").down());
    }

    private NetworkFiles made(int validators) throws Exception {
        var files = new NetworkFiles(directory.resolve("net" + validators));
        init(files, validators);
        return files;
    }

    private static void init(NetworkFiles files, int validators) throws Exception {
        files.init(
                new NetworkFiles.Plan(validators, Optional.of(1), 8_400),
                SERVED,
                () -> Instant.ofEpochSecond(1_800_000_000));
    }
}
