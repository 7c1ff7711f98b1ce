// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import java.util.Optional;
import stoa.chain.block.BlockStore;
import stoa.chain.block.Decoders;
import stoa.chain.block.Proposal;
import stoa.types.Reason;
import stoa.types.tx.Refused;

/// The way of a transaction from a stranger into the [Mempool]: what costs us least is looked at first. Any thread.
public final class Intake {
    private final Decoders decoders;
    private final BlockStore blocks;
    private final Mempool mempool;

    public Intake(Decoders decoders, BlockStore blocks, Mempool mempool) {
        this.decoders = decoders;
        this.blocks = blocks;
        this.mempool = mempool;
    }

    public Proposal.Item take(byte[] raw) throws Refused {
        var opened = decoders.open(raw);
        if (blocks.place(opened.hash()).isPresent())
            throw new Refused(Reason.ALREADY_KNOWN, "this transaction is done");
        refuse(mempool.unwelcome(opened));
        var item = new Proposal.Item(raw, decoders.decode(opened));
        refuse(mempool.add(item));
        return item;
    }

    private static void refuse(Optional<Reason> reason) throws Refused {
        if (reason.isPresent()) throw new Refused(reason.get());
    }
}
