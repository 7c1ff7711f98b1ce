// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.Arrays;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Hex;

/// Where one record of the state lies: its table's prefix byte and its key in the table. Ordered by table, then by the
/// key's bytes. The array is not copied; nobody may write into it.
///
/// @param table as [Table#prefix]
public record StateKey(byte table, byte[] key) implements Comparable<StateKey> {

    /// The record's place in the Merkle tree, which is its ICS-23 key. Rule MRK-1.
    public Hash path(Hashing hashing) {
        return hashing.sha256(new byte[] {table}, key);
    }

    /// The prefix byte, then the key: what a flat store files the record under.
    public byte[] bytes() {
        return Bytes.concat(new byte[] {table}, key);
    }

    public static StateKey of(byte[] bytes) {
        if (bytes.length == 0) throw new IllegalArgumentException("a state key begins with its table's prefix");
        return new StateKey(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length));
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
    public int compareTo(StateKey other) {
        int order = Integer.compare(table & 0xff, other.table & 0xff);
        return order != 0 ? order : Bytes.compare(key, other.key);
    }

    /// The table's name and the key in hexadecimal.
    @Override
    public String toString() {
        for (var each : Tables.ALL) if (each.prefix() == table) return each.name() + "/" + Hex.encode(key);
        return Hex.encode(bytes());
    }
}
