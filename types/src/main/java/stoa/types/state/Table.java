// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// One ordered table of the state. All tables are the constants of [Tables].
///
/// @param name for people and logs
/// @param prefix one byte, this table's own: keys of different tables cannot collide
/// @param keys keeps the order of keys as the order of bytes
public record Table<K, V>(String name, byte prefix, Codec<K> keys, Codec<V> values) {
    public StateKey key(K key) {
        return new StateKey(prefix, keys.encode(key));
    }

    /// The key that lies at `at`, which must be of this table.
    public K keyOf(StateKey at) {
        if (at.table() != prefix) throw new IllegalArgumentException(at + " is not of the table " + name);
        return keys.decode(at.key());
    }

    public byte[] encode(V value) {
        return values.encode(value);
    }

    public V decode(byte[] bytes) {
        return values.decode(bytes);
    }
}
