// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.nio.file.Path;
import stoa.chain.driver.BlockLimits;
import stoa.chain.driver.MempoolLimits;
import stoa.chain.solo.Pace;
import stoa.chain.state.StateConfig;
import stoa.chain.store.RocksConfig;
import stoa.kit.crypto.Bls;
import stoa.types.Genesis;

/// @param validatorKey must be the one the genesis names; signs the chain of seeds
public record ChainConfig(
        Genesis genesis,
        Bls.Key validatorKey,
        RocksConfig store,
        StateConfig state,
        BlockLimits block,
        MempoolLimits mempool,
        Pace pace) {

    /// With all limits as documented.
    public static ChainConfig of(Path directory, Genesis genesis, Bls.Key validatorKey) {
        return new ChainConfig(
                genesis,
                validatorKey,
                RocksConfig.in(directory),
                StateConfig.DEFAULT,
                BlockLimits.DEFAULT,
                MempoolLimits.DEFAULT,
                Pace.DEFAULT);
    }

    public ChainConfig with(StateConfig other) {
        return new ChainConfig(genesis, validatorKey, store, other, block, mempool, pace);
    }

    public ChainConfig with(BlockLimits other) {
        return new ChainConfig(genesis, validatorKey, store, state, other, mempool, pace);
    }

    public ChainConfig with(MempoolLimits other) {
        return new ChainConfig(genesis, validatorKey, store, state, block, other, pace);
    }

    public ChainConfig with(Pace other) {
        return new ChainConfig(genesis, validatorKey, store, state, block, mempool, other);
    }
}
