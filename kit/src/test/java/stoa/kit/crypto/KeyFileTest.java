// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.config.Secret;
import stoa.kit.io.AtomicFile;
import stoa.types.Hex;

class KeyFileTest {
    private static final PrivateKey KEY = PrivateKey.generate();

    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        var file = directory.resolve("file");
        AtomicFile.writePrivate(file, text.getBytes());
        return file;
    }

    private static String refusal(Path file, Secret password) {
        return assertThrows(IOException.class, () -> KeyFile.read(file, password))
                .getMessage();
    }

    @Test
    void a_bare_key_is_written_for_the_owner_only_and_never_over_another() throws IOException {
        var file = directory.resolve("key");
        KeyFile.create(file, KEY);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(KEY, KeyFile.read(file));
        assertThrows(FileAlreadyExistsException.class, () -> KeyFile.create(file, PrivateKey.generate()));
        assertEquals(KEY, KeyFile.read(file));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }

    @Test
    void an_encrypted_key_opens_with_its_password_only() throws IOException {
        var file = directory.resolve("key");
        KeyFile.create(file, KEY, new Secret("pässword"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.readString(file).contains(Hex.encode(KEY.bytes()).substring(2)));
        assertEquals(KEY, KeyFile.read(file, new Secret("pässword")));
        assertTrue(refusal(file, new Secret("password")).contains("does not open"));
        var bare = assertThrows(IOException.class, () -> KeyFile.read(file));
        assertTrue(bare.getMessage().contains("give its password"), bare.getMessage());
    }

    /// Made with Python's `hashlib.scrypt`, OpenSSL's AES and a Keccak of the specification's pseudocode.
    @Test
    void a_keystore_made_by_other_programs_opens() throws IOException {
        var file = file("""
                {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"000102030405060708090a0b0c0d0e0f"},
                "ciphertext":"d54a6d96447f04bd44f6c7f868727d4298ac1fccc3ab9168fe6ffa186d5b5876","kdf":"scrypt",
                "kdfparams":{"dklen":32,"n":4096,"r":8,"p":2,
                "salt":"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"},
                "mac":"1fcf9919ade8e0e9193acba36fe7efa12f23aadd048983c14d0eba0246c902cf"},
                "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""");
        assertEquals(
                "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
                Hex.encode(KeyFile.read(file, new Secret("correct horse")).bytes()));
    }

    @Test
    void a_file_others_can_use_is_refused_in_one_clear_line() throws IOException {
        var file = directory.resolve("key");
        KeyFile.create(file, KEY);
        for (var mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx------"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            var message =
                    assertThrows(IOException.class, () -> KeyFile.read(file)).getMessage();
            assertTrue(message.contains("chmod 600 " + file) && !message.contains("\n"), message);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertEquals(KEY, KeyFile.read(file));
    }

    @Test
    void what_is_no_key_file_is_said_without_showing_it() throws IOException {
        var password = new Secret("x");
        assertTrue(refusal(directory.resolve("none"), password).contains("there is no key file"));
        assertFalse(refusal(file("0xsecretsecret"), password).contains("secretsecret"));
        assertTrue(refusal(file("{\"version\":3"), password).contains("damaged"));
        assertTrue(refusal(file("{\"version\":1}"), password).contains("version 3"));
        assertTrue(refusal(file("x".repeat(70_000)), password).contains("too large"));
        var greedy =
                "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-ctr\",\"ciphertext\":\"00\",\"kdf\":\"scrypt\",\"kdfparams\":{\"dklen\":32,\"n\":%s,\"r\":8,\"p\":1,\"salt\":\"00\"},\"mac\":\"00\"}}";
        for (var n : new String[] {"1048576", "1073741824", "0", "-2", "3", "99999999999"})
            assertTrue(refusal(file(greedy.formatted(n)), password).contains("scrypt parameters"), n);
        assertTrue(refusal(file(greedy.formatted("16").replace("\"00\"", "\"0g\"")), password)
                .contains("damaged"));
        assertTrue(refusal(file(greedy.formatted("16").replace("\"scrypt\"", "\"pbkdf2\"")), password)
                .contains("scrypt"));
    }

    @Test
    void other_secrets_of_thirty_two_bytes_are_kept_alike() throws IOException {
        var file = directory.resolve("seed");
        var seed = RandomBytes.next(32);
        KeyFile.createSecret(file, seed);
        assertArrayEquals(seed, KeyFile.readSecret(file));
        assertThrows(IllegalArgumentException.class, () -> KeyFile.createSecret(file, new byte[31]));
        assertThrows(IOException.class, () -> KeyFile.readSecret(file("1234")));
    }
}
