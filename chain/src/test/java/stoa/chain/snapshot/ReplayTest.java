// SPDX-License-Identifier: Apache-2.0
package stoa.chain.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.Unclosing;
import stoa.chain.Waiting;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.MemoryKeyValue;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Header;
import stoa.types.chain.SeedSignature;

class ReplayTest {
    private final Net net = Net.local();

    @Test
    void executing_everything_again_gives_the_same_headers() {
        try (var chain = net.open(new MemoryKeyValue())) {
            Hash last = Hash.ZERO;
            for (byte[] raw : new Traffic(7, net).next(150)) last = Waiting.taken(chain, raw);
            done(chain, last);
            var heights = new ArrayList<Long>();
            var report = chain.replay(new MemoryKeyValue(), heights::add);
            assertEquals(Optional.empty(), report.difference());
            assertEquals(0, report.from());
            assertTrue(heights.size() >= 1);
            assertEquals(chain.state(report.to()).root(), report.root());
        }
    }

    @Test
    void a_block_changed_afterwards_is_found() {
        differs("its proposer did not sign the seed", block -> with(block, header(block, SeedSignature.NONE)));
        differs(
                "results differ",
                block -> new CommittedBlock(
                        header(block, new Hash(1, 2, 3, 4)),
                        block.hash(),
                        block.txs(),
                        block.beginEvents(),
                        block.endEvents()));
        differs(
                "the state root is",
                block -> new CommittedBlock(
                        block.header(), block.hash(), List.<CommittedTx>of(), block.beginEvents(), block.endEvents()));
    }

    private void differs(String words, UnaryOperator<CommittedBlock> forge) {
        var store = new MemoryKeyValue();
        try (var chain = net.open(new Unclosing(store))) {
            for (int i = 0; i < 40; i++) done(chain, net.pay("ann", i, "zoe", 1));
        }
        var honest = CommittedBlock.decode(store.get(Column.BLOCKS, Bytes.ofLong(2)));
        store.write(
                new Batch()
                        .put(
                                Column.BLOCKS,
                                Bytes.ofLong(2),
                                forged(honest, forge).encode()),
                true);
        try (var chain = net.open(store)) {
            var report = chain.replay(new MemoryKeyValue(), _ -> {});
            assertTrue(report.difference().orElse("").startsWith("block 2: "), report.toString());
            assertTrue(report.difference().orElse("").contains(words), report.toString());
        }
    }

    private static CommittedBlock forged(CommittedBlock block, UnaryOperator<CommittedBlock> forge) {
        var forged = forge.apply(block);
        var header = forged.header();
        var counted = new Header(
                header.height(),
                header.timeSeconds(),
                header.parent(),
                header.stateRoot(),
                header.txsRoot(),
                header.resultsRoot(),
                header.proposer(),
                header.seedSignature(),
                header.seed(),
                forged.txs().size(),
                header.gasUsed());
        return with(forged, counted);
    }

    private static CommittedBlock with(CommittedBlock block, Header header) {
        return new CommittedBlock(header, block.hash(), block.txs(), block.beginEvents(), block.endEvents());
    }

    private static Header header(CommittedBlock block, SeedSignature signature) {
        var header = block.header();
        return new Header(
                header.height(),
                header.timeSeconds(),
                header.parent(),
                header.stateRoot(),
                header.txsRoot(),
                header.resultsRoot(),
                header.proposer(),
                signature,
                header.seed(),
                header.txs(),
                header.gasUsed());
    }

    private static Header header(CommittedBlock block, Hash resultsRoot) {
        var header = block.header();
        return new Header(
                header.height(),
                header.timeSeconds(),
                header.parent(),
                header.stateRoot(),
                header.txsRoot(),
                resultsRoot,
                header.proposer(),
                header.seedSignature(),
                header.seed(),
                header.txs(),
                header.gasUsed());
    }
}
