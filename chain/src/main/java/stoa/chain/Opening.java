// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.Arrays;
import stoa.chain.block.BlockExecutor;
import stoa.chain.block.BlockStore;
import stoa.chain.block.DataFormat;
import stoa.chain.solo.Proposer;
import stoa.chain.state.StateStore;
import stoa.chain.store.KeyValue;
import stoa.chain.store.StoreFailure;
import stoa.chain.store.StoreFailure.Kind;
import stoa.kit.crypto.Digests;
import stoa.types.Genesis;
import stoa.types.chain.CommittedBlock;
import stoa.types.state.Tables;

/// What must hold before the first block: the data are ours, whole, and of this network.
final class Opening {
    private Opening() {}

    /// The newest block, after checking it; in an empty store the genesis block, committed.
    static CommittedBlock newest(KeyValue store, StateStore states, BlockExecutor executor, Genesis genesis) {
        DataFormat.require(store, genesis.hash(Digests.INSTANCE));
        if (DataFormat.isEmpty(store)) {
            var executed = executor.executeGenesis();
            executor.commit(executed);
            return executed.block();
        }
        var blocks = new BlockStore(store);
        long height = states.height();
        var block = blocks.find(height).orElseThrow(() -> corrupt("the newest block " + height + " is missing"));
        if (block.height() != height || !block.header().hash(Digests.INSTANCE).equals(block.hash()))
            throw corrupt("the newest block " + height + " does not hash to its name");
        if (!block.header().stateRoot().equals(states.newest().root()))
            throw corrupt("the state of height " + height + " is not the one its block names");
        states.verifyNewest();
        if (height > blocks.oldest().orElse(0)) {
            var parent = blocks.find(height - 1).orElseThrow(() -> corrupt("block " + (height - 1) + " is missing"));
            if (!parent.hash().equals(block.header().parent()))
                throw corrupt("block " + height + " does not follow block " + (height - 1));
        }
        return block;
    }

    /// That the key we sign with is the one the state knows for us.
    static void requireValidator(StateStore states, Proposer proposer, byte[] publicKey) {
        var known = states.newest().find(Tables.VALIDATORS, proposer.address());
        if (known.isEmpty() || !Arrays.equals(known.get().blsKey(), publicKey))
            throw new IllegalArgumentException(
                    "the ledger knows another key for the validator " + proposer.address() + "; use that one");
    }

    private static StoreFailure corrupt(String what) {
        return new StoreFailure(Kind.CORRUPT, what + "; restore a snapshot into an empty directory");
    }
}
