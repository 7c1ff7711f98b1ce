// SPDX-License-Identifier: Apache-2.0
package stoa.types.contract;

import java.math.BigInteger;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Utf8;

/// Names of what the ledger makes itself. Rules CTR-3 and CTR-9.
public final class Addresses {
    private static final byte[] CONTRACT = Utf8.encode("stoa contract 1");
    private static final byte[] CHILD = Utf8.encode("stoa child 1");
    private static final byte[] SALTED = {1};

    private Addresses() {}

    /// Where a deployment without salt lies.
    ///
    /// @param tx id of the deploying transaction
    public static Address contract(Hashing hashing, Hash genesis, Hash tx) {
        return Address.of(hashing.sha256(CONTRACT, genesis.bytes(), tx.bytes()).bytes(), 0);
    }

    /// Where a contract's deployment with salt lies: the first 20 bytes, as upstream has it.
    public static Address salted(Hashing hashing, Address deployer, BigInteger salt, long chainId) {
        var digest = hashing.keccak256(SALTED, deployer.bytes(), word(salt), word(BigInteger.valueOf(chainId)));
        return Address.of(digest.bytes(), 0);
    }

    /// The id of a transaction that a contract's message becomes.
    ///
    /// @param round of the parent's case in which the message was decided: the next one's are others
    public static Hash child(Hashing hashing, Hash genesis, Hash parent, int round, int message) {
        var place = new byte[8];
        Bytes.putInt(place, 0, round);
        Bytes.putInt(place, 4, message);
        return hashing.sha256(CHILD, genesis.bytes(), parent.bytes(), place);
    }

    private static byte[] word(BigInteger number) {
        var bytes = number.toByteArray();
        var word = new byte[Hash.BYTES];
        int from = bytes.length > Hash.BYTES ? bytes.length - Hash.BYTES : 0;
        System.arraycopy(bytes, from, word, Hash.BYTES - (bytes.length - from), bytes.length - from);
        return word;
    }
}
