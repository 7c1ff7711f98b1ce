// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.chain.Foundation;
import stoa.chain.abci.Request;
import stoa.chain.abci.Response;
import stoa.chain.block.BlockExecutor;
import stoa.chain.block.Proposal;
import stoa.chain.driver.BlockLimits;
import stoa.chain.driver.ChainMetrics;
import stoa.chain.driver.Health;
import stoa.chain.store.StoreFailure;
import stoa.kit.crypto.Bls;
import stoa.kit.log.Log;
import stoa.protocol.BlockResult;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.SeedSignature;
import stoa.types.codec.ProtoWriter;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;

/// The life of a block under CometBFT: proposed by us, judged, decided, committed. One thread at a time.
///
/// A block is executed once by each validator that saw its proposal: what the core made of it while it was judged is
/// used again when the very same block is decided.
final class Consensus {
    private static final Log LOG = Log.of(Consensus.class);
    /// Part of the protocol, so not what an operator configured for the proposals of its own. [ABC-4].
    private static final BlockLimits LIMITS = BlockLimits.DEFAULT;

    private static final long RETRY_MILLIS = 1_000;

    private final Foundation base;
    private final Bls.Key key;
    private final BlockTxs txs;
    private final ValidatorPowers powers;
    private final ChainMetrics metrics;
    private final Consumer<Health> health;
    private CommittedBlock newest;
    private BlockExecutor.@Nullable Ran judged;
    private BlockExecutor.@Nullable Executed decided;

    Consensus(Foundation base, Bls.Key key, ConsensusKeys keys, ChainMetrics metrics, Consumer<Health> health) {
        this.base = base;
        this.key = key;
        this.txs = new BlockTxs(base.decoders(), base.mempool(), base.workers());
        this.powers = new ValidatorPowers(keys);
        this.metrics = metrics;
        this.health = health;
        this.newest = base.newest();
    }

    CommittedBlock newest() {
        return newest;
    }

    // ── proposing and judging ──

    /// What we want as the next block: our seed signature, then what waits, without what cannot stand in a block.
    /// Empty, which nobody accepts, when the ledger knows another key for us.
    Response.PrepareProposal prepare(Request.PrepareProposal request) {
        var state = base.states().newest();
        if (request.height() != state.height() + 1) return new Response.PrepareProposal(List.of());
        var validator = state.find(Tables.VALIDATORS, request.proposer());
        if (validator.isEmpty() || !Arrays.equals(validator.get().blsKey(), key.publicKey())) {
            LOG.error("no proposal: the ledger knows another seed key for us", "validator", request.proposer());
            return new Response.PrepareProposal(List.of());
        }
        var signature = SeedSignature.of(key.sign(base.protocol().seedMessage(state)));
        var items = fitting(txs.readable(request.txs()), request.maxBytes());
        var proposal = new Proposal(request.height(), request.timeSeconds(), request.proposer(), signature, items);
        var ran = tryRun(proposal);
        if (ran == null) {
            // Whatever it was, the chain goes on without it.
            var nothing =
                    new Proposal(request.height(), request.timeSeconds(), request.proposer(), signature, List.of());
            return new Response.PrepareProposal(raws(nothing));
        }
        judged = withoutExcluded(ran);
        return new Response.PrepareProposal(raws(judged.proposal()));
    }

    Response.ProcessProposal process(Request.ProcessProposal request) {
        var refusal = judge(request);
        refusal.ifPresent(why ->
                LOG.warn("a proposal was rejected", "height", request.height(), "by", request.proposer(), "why", why));
        return new Response.ProcessProposal(refusal.isEmpty());
    }

    /// Why we vote against a proposal. A function of the proposal and the state alone, or validators would part.
    private Optional<String> judge(Request.ProcessProposal request) {
        var state = base.states().newest();
        if (request.height() != state.height() + 1) return Optional.of("it is not for the next height");
        if (request.timeSeconds() < newest.header().timeSeconds()) return Optional.of("its time runs backwards");
        if (request.txs().isEmpty()) return Optional.of("it has no seed signature");
        var signature = SeedItem.decode(request.txs().getFirst());
        if (signature.isEmpty()) return Optional.of("it has no seed signature");
        var validator = state.find(Tables.VALIDATORS, request.proposer());
        if (validator.isEmpty()) return Optional.of("its proposer is no validator");
        var rest = request.txs().subList(1, request.txs().size());
        var known = judged;
        if (known == null || !same(known.proposal(), request, signature.get(), rest)) {
            if (!Bls.verify(
                    validator.get().blsKey(),
                    base.protocol().seedMessage(state),
                    signature.get().bytes())) return Optional.of("its seed signature is not its proposer's");
            var items = txs.all(rest);
            if (items.isEmpty()) return Optional.of("it holds something that is no transaction");
            if (overLimits(items.get())) return Optional.of("it is larger than a block may be");
            known = tryRun(new Proposal(
                    request.height(), request.timeSeconds(), request.proposer(), signature.get(), items.get()));
            if (known == null) return Optional.of("the core does not execute it");
        }
        if (!known.result().excluded().isEmpty())
            return Optional.of(
                    "transaction " + known.result().excluded().getFirst().tx().hash() + " cannot stand: "
                            + known.result().excluded().getFirst().reason());
        judged = known;
        return Optional.empty();
    }

    // ── deciding and committing ──

    /// Executes what more than two thirds decided. What cannot stand in a block and is there all the same (more than a
    /// third of the power lies, then) leaves no trace but its result. Throws when the block has no seed signature.
    Response.FinalizeBlock finalizeBlock(Request.FinalizeBlock request) {
        var first = request.txs().isEmpty()
                ? Optional.<SeedSignature>empty()
                : SeedItem.decode(request.txs().getFirst());
        var signature = first.orElseThrow(
                () -> new IllegalStateException("block " + request.height() + " was decided without a seed signature"));
        var rest = request.txs().subList(1, request.txs().size());
        var known = judged;
        if (known == null || !same(known.proposal(), request, signature, rest))
            known = base.executor()
                    .run(
                            new Proposal(
                                    request.height(),
                                    request.timeSeconds(),
                                    request.proposer(),
                                    signature,
                                    txs.readable(rest)),
                            newest);
        for (var each : request.misbehavior())
            LOG.warn(
                    "a validator misbehaved",
                    "validator",
                    each.validator(),
                    "kind",
                    each.kind() == 1 ? "two votes at one height" : "an attack on light clients",
                    "height",
                    each.height());
        var executed = base.executor().complete(known, newest);
        decided = executed;
        return new Response.FinalizeBlock(
                TxResults.of(executed, known.result(), rest),
                powers.updates(base.states().newest(), known.result().changes()),
                executed.block().header().stateRoot().bytes());
    }

    /// Makes the decided block the newest, on the disk before this returns; waits as long as the disk is full.
    CommittedBlock commit() throws InterruptedException {
        var executed = decided;
        if (executed == null) throw new IllegalStateException("nothing was decided that could be committed");
        long start = System.nanoTime();
        write(executed);
        long nanos = System.nanoTime() - start;
        metrics.block(executed, nanos, nanos);
        newest = executed.block();
        judged = null;
        decided = null;
        base.mempool().sweep();
        base.mempool()
                .committed(
                        base.states().newest(),
                        newest.txs().stream().map(CommittedTx::hash).toList(),
                        executed.excluded().stream()
                                .map(BlockResult.Excluded::tx)
                                .map(tx -> tx.hash())
                                .toList());
        base.feed().publish(newest);
        return newest;
    }

    private void write(BlockExecutor.Executed executed) throws InterruptedException {
        while (true) {
            try {
                base.executor().commit(executed);
                health.accept(Health.OK);
                return;
            } catch (StoreFailure failure) {
                switch (failure.kind()) {
                    case CORRUPT, FOREIGN, CLOSED -> throw failure;
                    case FULL, IO, IN_USE -> stall(failure);
                }
                if (base.states().height() == executed.block().height()) {
                    health.accept(Health.OK);
                    return;
                }
            }
        }
    }

    /// After a failed write nobody knows whether it happened, until the store can be read again.
    private void stall(StoreFailure first) throws InterruptedException {
        var failure = first;
        while (true) {
            String what = "no blocks for now: " + failure.getMessage();
            LOG.error(what, "height", newest.height() + 1);
            health.accept(new Health(Health.Status.STALLED, what));
            Thread.sleep(RETRY_MILLIS);
            try {
                base.executor().reload();
                return;
            } catch (StoreFailure again) {
                failure = again;
            }
        }
    }

    // ── helpers ──

    /// Null when the core threw: a proposal is no reason to stop, for it is not decided yet.
    private BlockExecutor.@Nullable Ran tryRun(Proposal proposal) {
        try {
            return base.executor().run(proposal, newest);
        } catch (StoreFailure failure) {
            throw failure;
        } catch (RuntimeException | Error failure) { // the core's own alarm; the proposal is refused
            LOG.error("the core does not execute a proposal", failure, "height", proposal.height());
            return null;
        }
    }

    private static BlockExecutor.Ran withoutExcluded(BlockExecutor.Ran ran) {
        var result = ran.result();
        if (result.excluded().isEmpty()) return ran;
        var kept = new ArrayList<Proposal.Item>();
        int included = 0;
        for (var item : ran.proposal().items()) {
            if (included == result.txs().size()) break;
            if (!result.txs().get(included).tx().hash().equals(item.tx().hash())) continue;
            kept.add(item);
            included++;
        }
        var proposal = ran.proposal();
        return new BlockExecutor.Ran(
                new Proposal(
                        proposal.height(), proposal.timeSeconds(), proposal.proposer(), proposal.seedSignature(), kept),
                new BlockResult(
                        result.txs(),
                        List.of(),
                        result.beginEvents(),
                        result.endEvents(),
                        result.changes(),
                        result.totals(),
                        result.seed()),
                ran.warmNanos(),
                ran.executeNanos());
    }

    private static List<Proposal.Item> fitting(List<Proposal.Item> items, long maxBytes) {
        var fitting = new ArrayList<Proposal.Item>();
        long bytes = size(SeedItem.BYTES);
        long gas = 0;
        for (var item : items) {
            bytes += size(item.raw().length);
            gas += Fees.gas(item.tx().verb());
            if (fitting.size() == LIMITS.txs() || bytes > Math.min(maxBytes, LIMITS.bytes()) || gas > LIMITS.gas())
                break;
            fitting.add(item);
        }
        return fitting;
    }

    private static boolean overLimits(List<Proposal.Item> items) {
        long bytes = size(SeedItem.BYTES);
        long gas = 0;
        for (var item : items) {
            bytes += size(item.raw().length);
            gas += Fees.gas(item.tx().verb());
        }
        return items.size() > LIMITS.txs() || bytes > LIMITS.bytes() || gas > LIMITS.gas();
    }

    /// What one item takes in a block: a tag and a length before it.
    private static long size(int length) {
        return 1L + ProtoWriter.length(length) + length;
    }

    private static List<byte[]> raws(Proposal proposal) {
        var raws = new ArrayList<byte[]>(proposal.items().size() + 1);
        raws.add(SeedItem.encode(proposal.seedSignature()));
        for (var item : proposal.items()) raws.add(item.raw());
        return raws;
    }

    private static boolean same(
            Proposal known, Request.ProcessProposal request, SeedSignature signature, List<byte[]> rest) {
        return same(known, request.height(), request.timeSeconds(), request.proposer(), signature, rest);
    }

    private static boolean same(
            Proposal known, Request.FinalizeBlock request, SeedSignature signature, List<byte[]> rest) {
        return same(known, request.height(), request.timeSeconds(), request.proposer(), signature, rest);
    }

    private static boolean same(
            Proposal known,
            long height,
            long timeSeconds,
            Address proposer,
            SeedSignature signature,
            List<byte[]> rest) {
        if (known.height() != height
                || known.timeSeconds() != timeSeconds
                || !known.proposer().equals(proposer)
                || !known.seedSignature().equals(signature)
                || known.items().size() != rest.size()) return false;
        for (int i = 0; i < rest.size(); i++)
            if (Bytes.compare(known.items().get(i).raw(), rest.get(i)) != 0) return false;
        return true;
    }
}
