// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.Arrays;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Hex;

/// Where a value of the state lives: its table and its key within the table. Ordered by table, then by key bytes.
///
/// @param table the table's prefix byte
/// @param key nobody may write into it
public record StateKey(byte table, byte[] key) implements Comparable<StateKey> {

    /// Its place in the Merkle tree, which is its key in ICS-23 proofs: SHA-256(table ‖ key).
    public Hash path(Hashing hashing) {
        return hashing.sha256(new byte[] {table}, key);
    }

    @Override
    public int compareTo(StateKey other) {
        int order = Byte.compareUnsigned(table, other.table);
        return order != 0 ? order : Bytes.compare(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey that && table == that.table && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + table;
    }

    @Override
    public String toString() {
        return Hex.encode(new byte[] {table}) + ":" + Hex.encode(key).substring(2);
    }
}
