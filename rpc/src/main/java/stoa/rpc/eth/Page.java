// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import java.util.List;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Header;
import stoa.views.BlockLogs;

/// A block as Ethereum sees it: its transactions, its own pseudo-transaction behind them if it did anything itself, and
/// all logs in order.
///
/// @param ownTx hash of the pseudo-transaction
/// @param logsFrom by place of the transaction: the number of its first log; one entry more for the end
public record Page(CommittedBlock block, Hash ownTx, List<BlockLogs.Entry> logs, int[] logsFrom, Bloom bloom) {
    static Page of(CommittedBlock block, BlockLogs numbering) {
        var logs = numbering.of(block);
        int places = block.txs().size() + 1;
        var from = new int[places + 1];
        var bloom = new Bloom();
        int at = 0;
        for (int place = 0; place < places; place++) {
            from[place] = at;
            while (at < logs.size() && logs.get(at).place() == place)
                bloom.add(logs.get(at++).log());
        }
        from[places] = at;
        return new Page(block, numbering.blockTx(block.height()), logs, from, bloom);
    }

    public Header header() {
        return block.header();
    }

    /// Transactions that Ethereum sees.
    int places() {
        return block.txs().size() + (hasOwnTx() ? 1 : 0);
    }

    boolean hasOwnTx() {
        return BlockLogs.blockTxPlace(block).isPresent();
    }

    boolean isOwnTx(int place) {
        return place == block.txs().size();
    }

    Hash txHash(int place) {
        return isOwnTx(place) ? ownTx : block.txs().get(place).hash();
    }

    List<BlockLogs.Entry> logsOf(int place) {
        return logs.subList(logsFrom[place], logsFrom[place + 1]);
    }

    long gasUpTo(int place) {
        long gas = 0;
        for (int i = 0; i <= place && i < block.txs().size(); i++)
            gas += block.txs().get(i).gasUsed();
        return gas;
    }
}
