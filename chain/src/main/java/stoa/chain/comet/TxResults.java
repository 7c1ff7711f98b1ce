// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.ArrayList;
import java.util.List;
import stoa.chain.abci.Response;
import stoa.chain.block.BlockExecutor;
import stoa.kit.crypto.Digests;
import stoa.protocol.BlockResult;
import stoa.types.Bytes;
import stoa.types.Reason;
import stoa.types.tx.Fees;

/// What CometBFT learns of a block's items. The first, the seed signature's, carries the hash of the ledger's own
/// header:
/// so the next block's `last_results_hash` binds every event, as its `app_hash` binds the state. [ABC-3].
final class TxResults {
    private TxResults() {}

    /// @param raws the block's items without the seed signature
    static List<Response.TxResult> of(BlockExecutor.Executed executed, BlockResult result, List<byte[]> raws) {
        var results = new ArrayList<Response.TxResult>(raws.size() + 1);
        results.add(new Response.TxResult(0, executed.block().hash().bytes(), "", 0, 0));
        int included = 0;
        int excluded = 0;
        for (byte[] raw : raws) {
            var hash = Digests.INSTANCE.keccak256(raw);
            if (included < result.txs().size()
                    && result.txs().get(included).tx().hash().equals(hash)) {
                var tx = result.txs().get(included++);
                results.add(new Response.TxResult(
                        tx.refused().map(Reason::code).orElse(0),
                        Bytes.EMPTY,
                        tx.refused().map(Reason::text).orElse(""),
                        Fees.gas(tx.tx().verb()),
                        tx.gasUsed()));
            } else if (excluded < result.excluded().size()
                    && result.excluded().get(excluded).tx().hash().equals(hash)) {
                results.add(refused(result.excluded().get(excluded++).reason()));
            } else results.add(refused(Reason.MALFORMED));
        }
        return results;
    }

    private static Response.TxResult refused(Reason reason) {
        return new Response.TxResult(reason.code(), Bytes.EMPTY, reason.text(), 0, 0);
    }
}
