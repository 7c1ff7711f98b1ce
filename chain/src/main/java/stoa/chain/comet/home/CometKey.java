// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet.home;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hex;

/// An Ed25519 key in CometBFT's files: a validator's, which signs blocks, or a node's, which names it to its peers.
/// Printed as stars.
public final class CometKey {
    private static final int SEED_BYTES = 32;
    /// Before the key's bytes in a SubjectPublicKeyInfo of type Ed25519.
    private static final int SPKI_PREFIX_BYTES = 12;

    private final byte[] seed;
    private final byte[] publicKey;

    private CometKey(byte[] seed, byte[] publicKey) {
        this.seed = seed;
        this.publicKey = publicKey;
    }

    public static CometKey generate() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] spki = pair.getPublic().getEncoded();
            return new CometKey(seed, Arrays.copyOfRange(spki, SPKI_PREFIX_BYTES, spki.length));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    /// Thirty-two bytes.
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /// What validators are called: the first twenty bytes of SHA-256 of the public key.
    public Address address() {
        return Address.of(Arrays.copyOf(Digests.INSTANCE.sha256(publicKey).bytes(), Address.BYTES));
    }

    /// What nodes are called among peers: the same in hexadecimal.
    public String nodeId() {
        return Hex.encode(address().bytes()).substring(2);
    }

    /// Signs as CometBFT does; for tools and tests.
    public byte[] sign(byte[] message) {
        try {
            var signer = java.security.Signature.getInstance("Ed25519");
            signer.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    /// `priv_validator_key.json`.
    ObjectNode validatorFile() {
        var file = Json.object().put("address", hexAddress());
        file.set("pub_key", publicJson());
        file.set("priv_key", privateJson());
        return file;
    }

    /// `node_key.json`.
    ObjectNode nodeFile() {
        var file = Json.object();
        file.set("priv_key", privateJson());
        return file;
    }

    ObjectNode publicJson() {
        return typed("tendermint/PubKeyEd25519", publicKey);
    }

    String hexAddress() {
        return nodeId().toUpperCase(Locale.ROOT);
    }

    private ObjectNode privateJson() {
        return typed("tendermint/PrivKeyEd25519", Bytes.concat(seed, publicKey));
    }

    private static ObjectNode typed(String type, byte[] value) {
        return Json.object().put("type", type).put("value", Base64.getEncoder().encodeToString(value));
    }

    /// The key of a file that [#validatorFile] or CometBFT made.
    static CometKey read(com.fasterxml.jackson.databind.JsonNode file) {
        byte[] both =
                Base64.getDecoder().decode(file.path("priv_key").path("value").asText());
        if (both.length != 2 * SEED_BYTES) throw new IllegalArgumentException("not an Ed25519 key of CometBFT");
        return new CometKey(Arrays.copyOf(both, SEED_BYTES), Arrays.copyOfRange(both, SEED_BYTES, both.length));
    }

    @Override
    public String toString() {
        return "***";
    }
}
