// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

/// Base58 with four checksum bytes (double SHA-256), as Bitcoin writes keys: no look-alike letters, typing errors are
/// found.
public final class Base58Check {
    private Base58Check() {}

    public static String encode(byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /// An `IllegalArgumentException` says what is wrong without repeating the text.
    public static byte[] decode(String text) {
        throw new UnsupportedOperationException();
    }
}
