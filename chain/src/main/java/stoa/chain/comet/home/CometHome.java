// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import stoa.kit.crypto.Digests;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Genesis;

/// A home directory of CometBFT: its keys, its genesis file and its configuration, written by us so that no program
/// need run before a network exists.
public record CometHome(Path dir) {
    /// Evidence counts for two days and as many blocks as fit at a block a second; longer than a withdrawal unbonds.
    private static final long EVIDENCE_BLOCKS = 172_800;
    private static final long EVIDENCE_NANOS = 172_800_000_000_000L;
    private static final long EVIDENCE_BYTES = 1 << 20;
    /// The blocks' limit, which `stoa.chain.driver.BlockLimits` repeats; gas is counted by us.
    private static final long BLOCK_BYTES = (8L << 20) + (64 << 10);

    /// A validator of the genesis file.
    public record Member(String name, CometKey key, long power) {}

    public Path config() {
        return dir.resolve("config");
    }

    public Path data() {
        return dir.resolve("data");
    }

    public Path validatorKeyFile() {
        return config().resolve("priv_validator_key.json");
    }

    public Path nodeKeyFile() {
        return config().resolve("node_key.json");
    }

    public Path genesisFile() {
        return config().resolve("genesis.json");
    }

    public Path configFile() {
        return config().resolve("config.toml");
    }

    public Path log() {
        return dir.resolve("cometbft.log");
    }

    /// The validator's key, made on first use together with the memory of what it signed, which must never be lost.
    public CometKey validatorKey() throws IOException {
        if (!Files.exists(validatorKeyFile())) {
            Files.createDirectories(config());
            Files.createDirectories(data());
            AtomicFile.writePrivate(
                    data().resolve("priv_validator_state.json"),
                    Json.write(Json.object().put("height", "0").put("round", 0).put("step", 0)));
            AtomicFile.writePrivate(
                    validatorKeyFile(), Json.write(CometKey.generate().validatorFile()));
        }
        return CometKey.read(Json.parse(Files.readAllBytes(validatorKeyFile())));
    }

    /// The node's key, made on first use.
    public CometKey nodeKey() throws IOException {
        if (!Files.exists(nodeKeyFile())) {
            Files.createDirectories(config());
            AtomicFile.writePrivate(
                    nodeKeyFile(), Json.write(CometKey.generate().nodeFile()));
        }
        return CometKey.read(Json.parse(Files.readAllBytes(nodeKeyFile())));
    }

    /// CometBFT's genesis file for ours. Every node of a network has the same bytes.
    public static byte[] genesis(Genesis genesis, List<Member> members) {
        var file = Json.object()
                .put(
                        "genesis_time",
                        Instant.ofEpochSecond(genesis.timeSeconds()).toString())
                .put("chain_id", chainId(genesis))
                .put("initial_height", "1");
        var params = file.putObject("consensus_params");
        params.putObject("block").put("max_bytes", Long.toString(BLOCK_BYTES)).put("max_gas", "-1");
        params.putObject("evidence")
                .put("max_age_num_blocks", Long.toString(EVIDENCE_BLOCKS))
                .put("max_age_duration", Long.toString(EVIDENCE_NANOS))
                .put("max_bytes", Long.toString(EVIDENCE_BYTES));
        params.putObject("validator").putArray("pub_key_types").add("ed25519");
        params.putObject("version").put("app", Integer.toString(genesis.params().protocolVersion()));
        params.putObject("abci").put("vote_extensions_enable_height", "0");
        var validators = file.putArray("validators");
        for (var member : members) {
            var entry = validators.addObject().put("address", member.key().hexAddress());
            entry.set("pub_key", member.key().publicJson());
            entry.put("power", Long.toString(member.power())).put("name", member.name());
        }
        file.put("app_hash", "");
        file.putObject("app_state")
                .put("genesis", genesis.hash(Digests.INSTANCE).toString());
        return (Json.text(file) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// CometBFT's name for the network of a genesis.
    public static String chainId(Genesis genesis) {
        return "stoa-" + genesis.chainId();
    }

    /// The address of the validator in the genesis, which is that of its key.
    public Address validatorAddress() throws IOException {
        return validatorKey().address();
    }

    public void writeGenesis(byte[] genesis) throws IOException {
        Files.createDirectories(config());
        AtomicFile.write(genesisFile(), genesis, "rw-r--r--");
    }

    public void writeConfig(CometSettings settings) throws IOException {
        Files.createDirectories(config());
        AtomicFile.write(configFile(), settings.toml().getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    }
}
