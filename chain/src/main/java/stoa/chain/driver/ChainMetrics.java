// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import stoa.chain.block.BlockExecutor;
import stoa.kit.metrics.Metrics;
import stoa.types.Reason;
import stoa.types.event.Event;

/// What the chain measures of itself.
public final class ChainMetrics {
    private final Metrics.Histogram execute;
    private final Metrics.Histogram tree;
    private final Metrics.Histogram write;
    private final Metrics.Histogram block;
    private final Metrics.Counter accepted;
    private final Metrics.Counter refused;
    private final Metrics.Counter incidents;
    private final Metrics.Counter gas;
    private final Metrics.Counter submissions;
    private final Metrics.Counter refusals;

    public ChainMetrics(Metrics metrics) {
        var parts = metrics.histogram(
                "stoa_chain_block_part_seconds", "Time of a block by part", Metrics.secondsBounds(), "part");
        execute = parts.with("execute");
        tree = parts.with("tree");
        write = parts.with("write");
        block = metrics.histogram(
                "stoa_chain_block_seconds", "Time of a block, disk included", Metrics.secondsBounds());
        var txs = metrics.counter("stoa_chain_txs_total", "Transactions in blocks", "result");
        accepted = txs.with("accepted");
        refused = txs.with("refused");
        incidents = metrics.counter("stoa_chain_incidents_total", "Steps skipped because they did not balance");
        gas = metrics.counter("stoa_chain_gas_total", "Gas used");
        submissions = metrics.counter("stoa_chain_submissions_total", "Transactions taken into the mempool");
        refusals = metrics.counter("stoa_chain_submissions_refused_total", "Transactions not taken", "reason");
    }

    /// A block is on the disk.
    public void block(BlockExecutor.Executed executed, long writeNanos, long nanos) {
        execute.observe(
                seconds(executed.timing().warmNanos() + executed.timing().executeNanos()));
        tree.observe(seconds(executed.timing().treeNanos()));
        write.observe(seconds(writeNanos));
        block.observe(seconds(nanos));
        for (var tx : executed.block().txs()) (tx.refused().isEmpty() ? accepted : refused).increment();
        incidents.add(executed.block()
                .events()
                .filter(Event.Incident.class::isInstance)
                .count());
        gas.add(executed.block().header().gasUsed());
    }

    public void taken() {
        submissions.increment();
    }

    public void refused(Reason reason) {
        refusals.with(reason.name()).increment();
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
