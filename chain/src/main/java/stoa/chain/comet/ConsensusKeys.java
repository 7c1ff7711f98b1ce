// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.codec.Utf8;

/// The keys with which validators sign blocks. The state knows their addresses, which are hashes of the keys, so a key
/// needs no proof: it is what hashes to the address.
final class ConsensusKeys {
    static final int BYTES = 32;

    private static final byte[] STORED = Utf8.encode("consensusKeys");

    private final TreeMap<Address, byte[]> byAddress = new TreeMap<>();

    /// Bytes that are no keys make it empty.
    static ConsensusKeys of(byte[] joined) {
        var keys = new ConsensusKeys();
        if (joined.length % BYTES == 0)
            for (int at = 0; at < joined.length; at += BYTES) keys.add(Arrays.copyOfRange(joined, at, at + BYTES));
        return keys;
    }

    static ConsensusKeys read(KeyValue store) {
        byte[] joined = store.get(Column.META, STORED);
        return of(joined == null ? Bytes.EMPTY : joined);
    }

    void write(KeyValue store) {
        store.write(new Batch().put(Column.META, STORED, joined()), true);
    }

    /// All keys, one after the other, in the order of their addresses.
    byte[] joined() {
        return Bytes.concat(byAddress.values().toArray(byte[][]::new));
    }

    void add(byte[] key) {
        byAddress.put(address(key), key);
    }

    Optional<byte[]> find(Address validator) {
        return Optional.ofNullable(byAddress.get(validator));
    }

    List<Address> addresses() {
        return new ArrayList<>(byAddress.keySet());
    }

    /// As CometBFT names validators.
    static Address address(byte[] key) {
        return Address.of(Arrays.copyOf(Digests.INSTANCE.sha256(key).bytes(), Address.BYTES));
    }
}
