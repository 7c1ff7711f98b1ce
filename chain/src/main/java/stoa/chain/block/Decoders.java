// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import stoa.chain.parallel.Workers;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.codec.Corrupt;
import stoa.types.market.Typed;
import stoa.types.tx.Refused;
import stoa.types.tx.Tx;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;
import stoa.types.tx.ViewCall;
import stoa.types.tx.ViewTable;

/// Everything that turns one network's bytes into what the core takes, signers recovered by all processors. Any
/// thread.
public final class Decoders {
    private final Workers workers;
    private final Signers signers;
    private final Typed typed;
    private final VerbTable verbs = new VerbTable(Digests.INSTANCE);
    private final ViewTable views = new ViewTable(Digests.INSTANCE);
    private final TxDecoder txs;

    public Decoders(Genesis genesis, Workers workers) {
        this.workers = workers;
        this.signers = new Signers(workers);
        this.typed = new Typed(Digests.INSTANCE, genesis.chainId(), genesis.hash(Digests.INSTANCE));
        this.txs = new TxDecoder(
                Digests.INSTANCE,
                verbs,
                typed,
                signers,
                genesis.chainId(),
                genesis.params().sandbox(),
                genesis.params().maxTxBytes());
    }

    /// Reads a transaction up to its sender; the signatures inside are left for [#decode(TxDecoder.Opened)].
    public TxDecoder.Opened open(byte[] raw) throws Refused {
        return txs.open(raw);
    }

    public Tx decode(TxDecoder.Opened opened) throws Refused {
        return txs.decode(opened);
    }

    public Tx decode(byte[] raw) throws Refused {
        return txs.decode(raw);
    }

    /// Transactions of a committed block, which were decoded once before: one that is refused now is [Corrupt].
    public List<Proposal.Item> decodeCommitted(List<byte[]> raws) {
        int parts = Math.min(workers.parallelism() * 4, raws.size());
        var tasks = new ArrayList<Supplier<List<Proposal.Item>>>();
        for (int i = 0; i < parts; i++) {
            var part = raws.subList(raws.size() * i / parts, raws.size() * (i + 1) / parts);
            tasks.add(() -> part.stream().map(this::committed).toList());
        }
        return workers.all(tasks).stream().flatMap(List::stream).toList();
    }

    public Verb verb(Address to, byte[] data) throws Refused {
        return verbs.decode(to, data, typed, signers);
    }

    /// Empty when the call data name no view.
    public Optional<ViewCall> view(Address to, byte[] data) throws Refused {
        return views.decode(to, data);
    }

    private Proposal.Item committed(byte[] raw) {
        try {
            return new Proposal.Item(raw, txs.decode(raw));
        } catch (Refused refused) {
            throw new Corrupt("a committed transaction is refused now: " + refused.getMessage());
        }
    }
}
