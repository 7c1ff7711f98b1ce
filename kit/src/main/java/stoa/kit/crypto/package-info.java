// SPDX-License-Identifier: Apache-2.0
/// Hashes, signatures and keys: the one place where native cryptography is called.
/// Read `Secp256k1` first. Never logs a key, never puts one into an exception, never writes one with a mode wider
/// than 0600.
@NullMarked
package stoa.kit.crypto;

import org.jspecify.annotations.NullMarked;
