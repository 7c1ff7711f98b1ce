// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import stoa.kit.config.Secret;
import stoa.kit.io.AtomicFile;
import stoa.types.Hex;

/// Private keys on disk, mode 0600: bare (sixty-four hexadecimal digits) or encrypted with a password in the
/// Ethereum V3 form, which other wallets read. The message of every `IOException` is one line for the terminal.
public final class KeyFile {
    private static final int FILE_BYTES_MAX = 64 << 10;

    private KeyFile() {}

    /// Never overwrites.
    public static void create(Path file, PrivateKey key) throws IOException {
        createSecret(file, key.bytes());
    }

    /// Never overwrites.
    public static void create(Path file, PrivateKey key, Secret password) throws IOException {
        AtomicFile.create(file, Keystore.encrypt(key, password), "rw-------");
    }

    /// A bare key.
    public static PrivateKey read(Path file) throws IOException {
        return read(file, Optional.empty());
    }

    /// A bare or an encrypted key.
    public static PrivateKey read(Path file, Secret password) throws IOException {
        return read(file, Optional.of(password));
    }

    /// Thirty-two secret bytes that are no secp256k1 key, such as a BLS seed. Never overwrites.
    public static void createSecret(Path file, byte[] secret) throws IOException {
        if (secret.length != 32) throw new IllegalArgumentException("a secret has 32 bytes, not " + secret.length);
        var text = Hex.encode(secret).substring(2) + "\n";
        AtomicFile.create(file, text.getBytes(StandardCharsets.US_ASCII), "rw-------");
    }

    /// What `createSecret` wrote.
    public static byte[] readSecret(Path file) throws IOException {
        try {
            var secret = Hex.decode("0x" + new String(bytes(file), StandardCharsets.UTF_8).strip());
            if (secret.length == 32) return secret;
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IOException(file + " does not hold a secret of 64 hexadecimal digits");
    }

    private static PrivateKey read(Path file, Optional<Secret> password) throws IOException {
        var bytes = bytes(file);
        var text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (!text.startsWith("{")) {
            try {
                return PrivateKey.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " holds no key: " + e.getMessage(), e);
            }
        }
        if (password.isEmpty()) throw new IOException(file + " is encrypted: give its password");
        return Keystore.decrypt(file.toString(), bytes, password.get());
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            refuseIfShared(file);
            if (Files.size(file) > FILE_BYTES_MAX) throw new IOException(file + " is too large to be a key file");
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new IOException("there is no key file " + file);
        }
    }

    private static void refuseIfShared(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) return; // no such modes on this file system
        for (var permission : view.readAttributes().permissions())
            if (permission != PosixFilePermission.OWNER_READ && permission != PosixFilePermission.OWNER_WRITE)
                throw new IOException(file + " can be used by others than its owner: run chmod 600 " + file);
    }
}
