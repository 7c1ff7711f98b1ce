// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.OptionalLong;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.tx.Tx;

/// The core's whole face: blocks in, results out. It holds nothing but constants, so one instance serves every thread.
public final class Protocol {
    private final Hashing hashing;
    private final Hash genesisHash;
    private final Address registrar;

    /// @param registrar who may add and retire models, by the genesis
    public Protocol(Hashing hashing, Hash genesisHash, Address registrar) {
        this.hashing = hashing;
        this.genesisHash = genesisHash;
        this.registrar = registrar;
    }

    /// Executes one block over a committed state, which stays as it is.
    public BlockResult execute(State committed, BlockInput input) {
        throw new UnsupportedOperationException(hashing + " " + genesisHash + registrar);
    }

    /// Whether a transaction may wait for a block (`CheckTx`).
    ///
    /// @param waiting how many transactions of this sender wait already; the next nonce is the account's plus this
    /// @param spend sum of [#cost] over those
    public Verdict check(State committed, Tx tx, long waiting, Coin spend) {
        throw new UnsupportedOperationException();
    }

    /// The most a transaction takes from its sender's balance directly: its fee and its value.
    public Coin cost(State committed, Tx tx) {
        throw new UnsupportedOperationException();
    }

    /// The world of the block after `committed`, as far as it is known now.
    public World world(State committed, long timeSeconds) {
        throw new UnsupportedOperationException();
    }

    /// What a transaction's verb would do now; nonce and fee are not looked at.
    public Verdict simulate(State committed, World world, Tx tx) {
        throw new UnsupportedOperationException();
    }

    /// What the proposer of the next block signs with its BLS key: (genesis hash, height, previous seed). Rule CHN-1.
    public byte[] seedMessage(State committed) {
        throw new UnsupportedOperationException();
    }

    /// When the next due work falls due; a driver that makes blocks on demand makes one then.
    public OptionalLong nextDueSeconds(State committed) {
        throw new UnsupportedOperationException();
    }

    /// Whether a session waits for its seats: a driver that makes blocks on demand makes one now.
    public boolean drawsWaiting(State committed) {
        throw new UnsupportedOperationException();
    }
}
