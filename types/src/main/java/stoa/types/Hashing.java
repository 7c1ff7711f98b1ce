// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// The hash functions the pure modules need, handed in from outside: `kit` implements them.
public interface Hashing {
    /// SHA-256 of all parts, one after the other.
    Hash sha256(byte[]... parts);

    /// Keccak-256 (Ethereum's, not FIPS 202) of all parts, one after the other.
    Hash keccak256(byte[]... parts);
}
