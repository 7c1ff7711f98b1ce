// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import stoa.kit.crypto.Digests;
import stoa.types.Hex;
import stoa.types.event.Log;

/// Ethereum's filter of 2,048 bits over addresses and topics: each sets three, taken from the first six bytes of its
/// keccak-256, two by two.
public final class Bloom {
    private static final int BYTES = 256;

    private final byte[] bits = new byte[BYTES];

    void add(Log log) {
        add(log.address().bytes());
        for (var topic : log.topics()) add(topic.bytes());
    }

    private void add(byte[] value) {
        long first = Digests.INSTANCE.keccak256(value).a();
        for (int shift = 48; shift >= 16; shift -= 16) {
            int bit = (int) (first >>> shift) & 0x7ff;
            bits[BYTES - 1 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }

    @Override
    public String toString() {
        return Hex.encode(bits);
    }

    static Bloom of(Iterable<Log> logs) {
        var bloom = new Bloom();
        for (var log : logs) bloom.add(log);
        return bloom;
    }

    /// What Ethereum writes for no logs at all.
    static final String EMPTY = new Bloom().toString();
}
