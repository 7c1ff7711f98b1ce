// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import stoa.chain.block.BlockExecutor;
import stoa.chain.block.BlockStore;
import stoa.chain.block.Decoders;
import stoa.chain.driver.Feed;
import stoa.chain.driver.Intake;
import stoa.chain.driver.Mempool;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateStore;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Digests;
import stoa.protocol.Protocol;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;

/// A ledger that holds at least its genesis, before anything drives it: what every driver needs, in one place.
public record Foundation(
        KeyValue store,
        Workers workers,
        Genesis genesis,
        Hash genesisHash,
        Protocol protocol,
        Decoders decoders,
        StateStore states,
        BlockStore blocks,
        BlockExecutor executor,
        CommittedBlock newest,
        Mempool mempool,
        Intake intake,
        Feed feed) {

    /// Opens what is there after checking it, or begins with the genesis block.
    public static Foundation open(KeyValue store, ChainConfig config, Workers workers) {
        var genesis = config.genesis();
        var protocol = Protocol.of(Digests.INSTANCE, genesis);
        var decoders = new Decoders(genesis, workers);
        var states = StateStore.open(store, config.state(), workers);
        var blocks = new BlockStore(store);
        var executor = new BlockExecutor(store, states, protocol, genesis);
        var newest = Opening.newest(store, states, executor, genesis);
        var mempool = new Mempool(protocol, config.mempool(), config.block(), states.newest());
        return new Foundation(
                store,
                workers,
                genesis,
                genesis.hash(Digests.INSTANCE),
                protocol,
                decoders,
                states,
                blocks,
                executor,
                newest,
                mempool,
                new Intake(decoders, blocks, mempool),
                new Feed(blocks, newest));
    }
}
