// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import stoa.kit.config.Secret;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// The Ethereum V3 keystore form: scrypt, AES-128 in counter mode, and a Keccak digest that tells a wrong password.
final class Keystore {
    /// 64 MiB and some tenths of a second to try one password.
    private static final int COST = 1 << 16;

    private static final int BLOCK = 8;
    private static final int DERIVED_BYTES = 32;

    /// A file may ask for at most so much memory.
    private static final long MEMORY_BYTES_MAX = 512L << 20;

    private static final HexFormat HEX = HexFormat.of();

    private Keystore() {}

    static byte[] encrypt(PrivateKey key, Secret password) {
        var salt = RandomBytes.next(32);
        var iv = RandomBytes.next(16);
        var derived = derive(password, salt, COST, BLOCK, 1);
        var hidden = aes(Cipher.ENCRYPT_MODE, derived, iv, key.bytes());
        var root = Json.object();
        root.put("version", 3);
        root.put("id", UUID.randomUUID().toString());
        root.put("address", key.address().toString().substring(2));
        var crypto = root.putObject("crypto");
        crypto.put("cipher", "aes-128-ctr");
        crypto.put("ciphertext", HEX.formatHex(hidden));
        crypto.putObject("cipherparams").put("iv", HEX.formatHex(iv));
        crypto.put("kdf", "scrypt");
        var parameters = crypto.putObject("kdfparams");
        parameters.put("n", COST).put("r", BLOCK).put("p", 1).put("dklen", DERIVED_BYTES);
        parameters.put("salt", HEX.formatHex(salt));
        crypto.put("mac", HEX.formatHex(mac(derived, hidden)));
        return Json.write(root);
    }

    static PrivateKey decrypt(String name, byte[] json, Secret password) throws IOException {
        try {
            var root = Json.parse(json);
            var crypto = root.has("crypto") ? root.path("crypto") : root.path("Crypto");
            if (root.path("version").asInt() != 3) throw new IOException(name + " is not a version 3 keystore");
            if (!crypto.path("cipher").asText().equals("aes-128-ctr"))
                throw new IOException(name + " uses a cipher other than aes-128-ctr");
            if (!crypto.path("kdf").asText().equals("scrypt"))
                throw new IOException(name + " derives its key by another function than scrypt");
            var hidden = hex(crypto.path("ciphertext"));
            var derived = derive(name, crypto.path("kdfparams"), password);
            if (!ConstantTime.equal(mac(derived, hidden), hex(crypto.path("mac"))))
                throw new IOException("the password does not open " + name);
            var iv = hex(crypto.path("cipherparams").path("iv"));
            if (iv.length != 16) throw new IOException(name + " is damaged: its iv has not 16 bytes");
            return PrivateKey.of(aes(Cipher.DECRYPT_MODE, derived, iv, hidden));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new IOException(name + " is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] derive(String name, JsonNode parameters, Secret password) throws IOException {
        long n = parameters.path("n").asLong();
        long r = parameters.path("r").asLong();
        long p = parameters.path("p").asLong();
        boolean sane = n > 1 && Long.bitCount(n) == 1 && r > 0 && p > 0 && n <= 1 << 24 && r <= 64 && p <= 64;
        if (!sane || 128 * n * r > MEMORY_BYTES_MAX || parameters.path("dklen").asInt() != DERIVED_BYTES)
            throw new IOException(name + " asks for scrypt parameters that are not supported");
        return derive(password, hex(parameters.path("salt")), (int) n, (int) r, (int) p);
    }

    private static byte[] derive(Secret password, byte[] salt, int n, int r, int p) {
        return SCrypt.generate(password.value().getBytes(StandardCharsets.UTF_8), salt, n, r, p, DERIVED_BYTES);
    }

    private static byte[] mac(byte[] derived, byte[] hidden) {
        return Digests.INSTANCE
                .keccak256(Arrays.copyOfRange(derived, 16, 32), hidden)
                .bytes();
    }

    private static byte[] aes(int mode, byte[] derived, byte[] iv, byte[] bytes) {
        try {
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hex(JsonNode node) {
        return HEX.parseHex(node.asText());
    }
}
