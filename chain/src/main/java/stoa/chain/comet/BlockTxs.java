// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.chain.block.Decoders;
import stoa.chain.block.Proposal;
import stoa.chain.driver.Mempool;
import stoa.chain.parallel.Workers;
import stoa.kit.crypto.Digests;
import stoa.types.tx.Refused;

/// Reads the transactions of a block by all processors at once; those that wait here were read before.
final class BlockTxs {
    private static final int CHUNK = 64;

    private final Decoders decoders;
    private final Mempool mempool;
    private final Workers workers;

    BlockTxs(Decoders decoders, Mempool mempool, Workers workers) {
        this.decoders = decoders;
        this.mempool = mempool;
        this.workers = workers;
    }

    /// Those that can be read, in order.
    List<Proposal.Item> readable(List<byte[]> raws) {
        return read(raws).stream().flatMap(Optional::stream).toList();
    }

    /// All of them; empty when one cannot be read.
    Optional<List<Proposal.Item>> all(List<byte[]> raws) {
        var items = readable(raws);
        return items.size() == raws.size() ? Optional.of(items) : Optional.empty();
    }

    private List<Optional<Proposal.Item>> read(List<byte[]> raws) {
        var tasks = new ArrayList<Supplier<List<Optional<Proposal.Item>>>>();
        for (int from = 0; from < raws.size(); from += CHUNK) {
            var part = raws.subList(from, Math.min(raws.size(), from + CHUNK));
            tasks.add(() ->
                    part.stream().map(raw -> Optional.ofNullable(item(raw))).toList());
        }
        return workers.all(tasks).stream().flatMap(List::stream).toList();
    }

    private Proposal.@Nullable Item item(byte[] raw) {
        var waiting = mempool.find(Digests.INSTANCE.keccak256(raw));
        if (waiting.isPresent()) return waiting.get();
        try {
            return new Proposal.Item(raw, decoders.decode(raw));
        } catch (Refused _) {
            return null;
        }
    }
}
