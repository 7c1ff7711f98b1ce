// SPDX-License-Identifier: Apache-2.0
package stoa.types.court;

import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Utf8;
import stoa.types.state.Vote;

/// What a voter commits to before it sees another vote. Rule CRT-6.
///
/// @param result the voter's own execution hash; zero when it has none
/// @param evidence hash of whatever the voter keeps to explain its vote; zero for nothing
/// @param salt 32 random bytes, so that nobody can try the few possible votes
public record Ballot(Vote vote, Hash result, Hash evidence, Hash salt) {
    private static final byte[] VOTE = Utf8.encode("stoa vote 1");
    private static final byte[] TRAP = Utf8.encode("stoa trap 1");
    private static final byte[] BAIT = Utf8.encode("stoa bait 1");

    /// SHA-256 over the network, the case, the round, the voter and the ballot.
    public Hash commitment(Hashing hashing, Hash genesis, long caseId, int round, Address host) {
        return hashing.sha256(
                VOTE,
                genesis.bytes(),
                place(caseId, round),
                host.bytes(),
                new byte[] {(byte) vote.ordinal()},
                result.bytes(),
                evidence.bytes(),
                salt.bytes());
    }

    // ── traps ──

    /// Whether the leader whose next link this is must set a trap in the round: known to nobody else before the link
    /// is opened, and to be changed by nobody after the draw. Rule CRT-9.
    ///
    /// @param seed with which the round's panel was drawn
    /// @param bits one round in 2^bits is a trap
    public static boolean trap(Hashing hashing, Hash link, Hash seed, long caseId, int round, int bits) {
        var chance = hashing.sha256(TRAP, link.bytes(), seed.bytes(), place(caseId, round));
        return chance.a() >>> (64 - bits) == 0;
    }

    /// The result that a leader claims in a trap: wrong, and to be told from a right one by executing alone.
    public static Hash bait(Hashing hashing, Hash link, long caseId, int round) {
        return hashing.sha256(BAIT, link.bytes(), place(caseId, round));
    }

    private static byte[] place(long caseId, int round) {
        var bytes = new byte[12];
        Bytes.putLong(bytes, 0, caseId);
        Bytes.putInt(bytes, 8, round);
        return bytes;
    }
}
