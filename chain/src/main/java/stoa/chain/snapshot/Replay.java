// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import stoa.chain.block.BlockExecutor;
import stoa.chain.block.BlockStore;
import stoa.chain.block.Decoders;
import stoa.chain.block.Proposal;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateConfig;
import stoa.chain.state.StateStore;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.protocol.Protocol;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.state.Tables;

/// Executes stored blocks again, signatures and seeds included, and compares every header: a ledger whose replay
/// agrees was made by these rules and nothing else.
public final class Replay {
    private final BlockStore blocks;
    private final long newest;
    private final Genesis genesis;
    private final Decoders decoders;
    private final Workers workers;

    public Replay(BlockStore blocks, long newest, Genesis genesis, Decoders decoders, Workers workers) {
        this.blocks = blocks;
        this.newest = newest;
        this.genesis = genesis;
        this.decoders = decoders;
        this.workers = workers;
    }

    /// @param from first height compared
    /// @param to last height compared
    /// @param root state root at `to`, as computed again
    /// @param difference the first disagreement, in one line; empty when all agree
    public record Report(long from, long to, Hash root, Optional<String> difference) {}

    /// @param scratch an empty store, or one that holds a restored snapshot from which the blocks go on
    /// @param progress told each height done
    public Report run(KeyValue scratch, LongConsumer progress) {
        var states = StateStore.open(scratch, new StateConfig(1, false, StateConfig.DEFAULT.cacheBytes()), workers);
        var protocol = Protocol.of(Digests.INSTANCE, genesis);
        var executor = new BlockExecutor(scratch, states, protocol, genesis);
        CommittedBlock parent;
        if (states.height() < 0) {
            var executed = executor.executeGenesis();
            executor.commit(executed);
            parent = executed.block();
        } else {
            parent = new BlockStore(scratch).get(states.height(), states.height());
        }
        long from = parent.height();
        var difference = compare(parent, blocks.get(from, newest));
        for (long height = from + 1; height <= newest && difference.isEmpty(); height++) {
            var stored = blocks.get(height, newest);
            if (!signed(stored, protocol, states)) {
                difference = Optional.of("block " + height + ": its proposer did not sign the seed");
                break;
            }
            var executed = executor.execute(proposal(stored), parent);
            difference = compare(executed.block(), stored);
            executor.commit(executed);
            while (states.prune()) {}
            parent = executed.block();
            progress.accept(height);
        }
        return new Report(from, parent.height(), states.newest().root(), difference);
    }

    private Proposal proposal(CommittedBlock block) {
        var header = block.header();
        List<byte[]> raws = block.txs().stream().map(CommittedTx::raw).toList();
        return new Proposal(
                header.height(),
                header.timeSeconds(),
                header.proposer(),
                header.seedSignature(),
                decoders.decodeCommitted(raws));
    }

    private static boolean signed(CommittedBlock block, Protocol protocol, StateStore states) {
        var state = states.newest();
        return state.find(Tables.VALIDATORS, block.header().proposer())
                .filter(validator -> Bls.verify(
                        validator.blsKey(),
                        protocol.seedMessage(state),
                        block.header().seedSignature().bytes()))
                .isPresent();
    }

    private static Optional<String> compare(CommittedBlock again, CommittedBlock stored) {
        var a = again.header();
        var b = stored.header();
        if (a.equals(b) && again.hash().equals(stored.hash())) return Optional.empty();
        String what = !a.stateRoot().equals(b.stateRoot())
                ? "the state root is " + a.stateRoot() + ", stored is " + b.stateRoot()
                : !a.resultsRoot().equals(b.resultsRoot())
                        ? "results differ from the stored ones"
                        : !a.txsRoot().equals(b.txsRoot())
                                ? "transactions differ from the stored ones"
                                : "the header is " + a + ", stored is " + b;
        return Optional.of("block " + a.height() + ": " + what);
    }
}
