// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import stoa.chain.state.StateStore;
import stoa.chain.store.Batch;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Digests;
import stoa.protocol.BlockInput;
import stoa.protocol.BlockResult;
import stoa.protocol.Protocol;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Header;
import stoa.types.chain.Roots;
import stoa.types.chain.SeedSignature;

/// Runs proposals through the core and commits what comes of them: state, block and lookups in one atomic write that
/// is on the disk when [#commit] returns. One thread.
public final class BlockExecutor {
    private final KeyValue store;
    private final StateStore states;
    private final BlockStore blocks;
    private final Protocol protocol;
    private final Genesis genesis;
    private final Hash genesisHash;

    public BlockExecutor(KeyValue store, StateStore states, Protocol protocol, Genesis genesis) {
        this.store = store;
        this.states = states;
        this.blocks = new BlockStore(store);
        this.protocol = protocol;
        this.genesis = genesis;
        this.genesisHash = genesis.hash(Digests.INSTANCE);
    }

    /// A block with everything it writes; nothing is committed yet.
    ///
    /// @param excluded transactions that cannot stand in a block and left no trace
    public record Executed(
            CommittedBlock block,
            List<BlockResult.Excluded> excluded,
            StateStore.Update update,
            Batch batch,
            Timing timing) {}

    /// Where the time went, in nanoseconds.
    public record Timing(long warmNanos, long executeNanos, long treeNanos, long encodeNanos) {}

    /// The genesis block, over an empty store.
    public Executed executeGenesis() {
        long start = System.nanoTime();
        var changes = protocol.genesis(genesis).changes();
        var events = protocol.genesisEvents(genesis);
        long executed = System.nanoTime();
        var update = states.prepare(0, changes);
        long hashed = System.nanoTime();
        var header = new Header(
                0,
                genesis.timeSeconds(),
                Hash.ZERO,
                update.root(),
                Roots.txs(List.of(), Digests.INSTANCE),
                Roots.results(events, List.of(), List.of(), Digests.INSTANCE),
                Address.ZERO,
                SeedSignature.NONE,
                genesisHash,
                0,
                0);
        var block = new CommittedBlock(header, header.hash(Digests.INSTANCE), List.of(), events, List.of());
        var batch = new Batch();
        DataFormat.put(batch, genesisHash);
        blocks.putOldest(batch, block);
        batch.addAll(update.batch());
        return new Executed(
                block,
                List.of(),
                update,
                batch,
                new Timing(0, executed - start, hashed - executed, System.nanoTime() - hashed));
    }

    /// What the core made of a proposal; nothing is hashed or written yet.
    public record Ran(Proposal proposal, BlockResult result, long warmNanos, long executeNanos) {}

    /// Executes a proposal over the newest state. Whatever the core throws comes out unchanged: the node stops then.
    public Executed execute(Proposal proposal, CommittedBlock parent) {
        return complete(run(proposal, parent), parent);
    }

    /// The first half of [#execute]: as often as consensus proposes something.
    public Ran run(Proposal proposal, CommittedBlock parent) {
        var state = states.newest();
        if (proposal.height() != state.height() + 1 || parent.height() != state.height())
            throw new IllegalArgumentException(
                    "a proposal for height " + proposal.height() + " over " + state.height());
        if (proposal.timeSeconds() < parent.header().timeSeconds())
            throw new IllegalArgumentException("block time runs backwards at height " + proposal.height());
        long start = System.nanoTime();
        state.warm(Foresight.keys(proposal.items()));
        long warmed = System.nanoTime();
        var txs = proposal.items().stream().map(Proposal.Item::tx).toList();
        var result = protocol.execute(
                state,
                new BlockInput(
                        proposal.height(), proposal.timeSeconds(), proposal.proposer(), proposal.seedSignature(), txs));
        return new Ran(proposal, result, warmed - start, System.nanoTime() - warmed);
    }

    /// The second half, once for each height: the pages it writes ahead would be overwritten by another's.
    public Executed complete(Ran ran, CommittedBlock parent) {
        var proposal = ran.proposal();
        long start = System.nanoTime();
        var update = states.prepare(proposal.height(), ran.result().changes());
        long hashed = System.nanoTime();
        var block = block(proposal, parent, ran.result(), update.root());
        var batch = new Batch();
        blocks.put(batch, block);
        batch.addAll(update.batch());
        return new Executed(
                block,
                ran.result().excluded(),
                update,
                batch,
                new Timing(ran.warmNanos(), ran.executeNanos(), hashed - start, System.nanoTime() - hashed));
    }

    /// Makes it the newest block, on the disk before this returns. After a [stoa.chain.store.StoreFailure] nobody
    /// knows whether it is: see [#reload].
    public void commit(Executed executed) {
        store.write(executed.batch(), true);
        states.publish(executed.update());
    }

    /// After a failed commit: makes the store usable again and looks what it holds.
    public void reload() {
        store.recover();
        states.reload();
    }

    private static CommittedBlock block(Proposal proposal, CommittedBlock parent, BlockResult result, Hash root) {
        var raws = new HashMap<Hash, byte[]>();
        for (var item : proposal.items()) raws.put(item.tx().hash(), item.raw());
        var txs = new ArrayList<CommittedTx>(result.txs().size());
        for (var each : result.txs()) {
            var tx = each.tx();
            byte[] raw = raws.get(tx.hash());
            if (raw == null) throw new IllegalStateException("the core included a transaction nobody proposed");
            txs.add(new CommittedTx(
                    txs.size(),
                    tx.hash(),
                    tx.sender(),
                    raw,
                    each.refused(),
                    each.gasUsed(),
                    each.fee(),
                    each.events()));
        }
        var header = new Header(
                proposal.height(),
                proposal.timeSeconds(),
                parent.hash(),
                root,
                Roots.txs(txs, Digests.INSTANCE),
                Roots.results(result.beginEvents(), txs, result.endEvents(), Digests.INSTANCE),
                proposal.proposer(),
                proposal.seedSignature(),
                result.seed(),
                txs.size(),
                result.gasUsed());
        return new CommittedBlock(header, header.hash(Digests.INSTANCE), txs, result.beginEvents(), result.endEvents());
    }
}
