// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.types.Address;
import stoa.types.chain.SeedSignature;
import stoa.types.tx.Tx;

/// What consensus agreed on for one block.
///
/// @param height one above the last
/// @param timeSeconds unix; not below the last block's
/// @param proposer consensus address of whoever made the block
/// @param sigma the proposer's signature over [Protocol#seedMessage], verified by the caller
/// @param txs decoded, their signers recovered, in the order of the block
public record BlockInput(long height, long timeSeconds, Address proposer, SeedSignature sigma, List<Tx> txs) {
    public BlockInput {
        txs = List.copyOf(txs);
    }
}
