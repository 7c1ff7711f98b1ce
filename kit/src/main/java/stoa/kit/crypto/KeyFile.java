// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.io.IOException;
import java.nio.file.Path;
import stoa.kit.config.Secret;

/// Private keys on disk, mode 0600: bare (sixty-four hexadecimal digits) or encrypted with a password in the Ethereum
/// V3 form, which other wallets read.
public final class KeyFile {
    private KeyFile() {}

    /// Never overwrites.
    public static void create(Path file, PrivateKey key) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Never overwrites.
    public static void create(Path file, PrivateKey key, Secret password) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// A bare key. The message of the `IOException` is one line for the terminal.
    public static PrivateKey read(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// A bare or an encrypted key.
    public static PrivateKey read(Path file, Secret password) throws IOException {
        throw new UnsupportedOperationException();
    }
}
