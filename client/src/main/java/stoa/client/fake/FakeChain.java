// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Header;
import stoa.types.chain.Roots;
import stoa.types.chain.SeedSignature;
import stoa.types.event.Event;

/// The fake's blocks and the state behind each, linked and rooted as a real chain's. One thread at a time.
final class FakeChain {
    private static final Address PROPOSER = Address.parse("0x00000000000000000000000000000000000fa4e0");

    private final List<CommittedBlock> blocks = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private long timeSeconds;
    private long oldestState;

    FakeChain(long genesisSeconds) {
        timeSeconds = genesisSeconds - 1;
        append(List.of(), List.of(), List.of(), new Snapshot(new TreeMap<>()));
    }

    Header head() {
        return blocks.getLast().header();
    }

    Snapshot newest() {
        return snapshots.getLast();
    }

    /// The next block's time.
    long nextSeconds() {
        return timeSeconds + 1;
    }

    void advance(Duration by) {
        timeSeconds += by.toSeconds();
    }

    void pruneBefore(long height) {
        oldestState = height;
    }

    Snapshot snapshot(long height) {
        if (height == Ledger.LATEST) return snapshots.getLast();
        if (height < 0 || height >= blocks.size()) throw LedgerFailure.notYet(height, blocks.size() - 1L);
        if (height < oldestState) throw LedgerFailure.pruned(height, oldestState);
        return snapshots.get((int) height);
    }

    List<CommittedBlock> blocks(long from, int most) {
        if (from >= blocks.size()) return List.of();
        return List.copyOf(blocks.subList((int) from, (int) Math.min(from + most, blocks.size())));
    }

    boolean has(Hash tx) {
        return blocks.stream().flatMap(block -> block.txs().stream()).anyMatch(each -> each.hash()
                .equals(tx));
    }

    CommittedBlock append(List<Event> beginEvents, List<CommittedTx> txs, List<Event> endEvents, Snapshot state) {
        long height = blocks.size();
        timeSeconds++;
        var header = new Header(
                height,
                timeSeconds,
                height == 0 ? Hash.ZERO : blocks.getLast().hash(),
                state.root(),
                Roots.txs(txs, Digests.INSTANCE),
                Roots.results(beginEvents, txs, endEvents, Digests.INSTANCE),
                PROPOSER,
                SeedSignature.NONE,
                Digests.INSTANCE.sha256(Bytes.ofLong(height)),
                txs.size(),
                txs.stream().mapToLong(CommittedTx::gasUsed).sum());
        var block = new CommittedBlock(header, header.hash(Digests.INSTANCE), txs, beginEvents, endEvents);
        snapshots.add(state);
        blocks.add(block);
        return block;
    }
}
