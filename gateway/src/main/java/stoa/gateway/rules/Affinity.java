// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import stoa.types.Address;
import stoa.types.Bytes;

/// Which host a conversation belongs to: rendezvous hashing. Each conversation ranks all hosts in an order of its
/// own, so that it finds its host again in the next session, after a restart and on another gateway, and nothing is
/// remembered.
public final class Affinity {
    /// Stands for a request that belongs to no conversation.
    public static final long NONE = 0;

    private Affinity() {}

    /// A number for these bytes under this seed (the key's, so that two callers' equal texts stay apart); never
    /// `NONE`.
    public static long of(long seed, byte[] bytes, int from, int to) {
        long hash = mix(seed ^ to - from);
        int at = from;
        for (; at + 8 <= to; at += 8) hash = mix(hash ^ Bytes.getLong(bytes, at));
        long tail = 0;
        for (; at < to; at++) tail = tail << 8 | bytes[at] & 0xff;
        hash = mix(hash ^ tail);
        return hash == NONE ? 1 : hash;
    }

    /// The host of highest rank (unsigned) is the conversation's own.
    static long rank(Address host, long affinity) {
        return mix(mix(mix(affinity ^ host.high()) ^ host.middle()) ^ host.low());
    }

    /// The finalizer of SplitMix64: every bit of the input moves half of the output's.
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
