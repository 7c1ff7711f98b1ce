// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.List;
import stoa.types.Address;
import stoa.types.chain.SeedSignature;
import stoa.types.tx.Tx;

/// What somebody wants as the next block.
///
/// @param height one above the newest
/// @param timeSeconds not below the newest block's
public record Proposal(long height, long timeSeconds, Address proposer, SeedSignature seedSignature, List<Item> items) {
    public Proposal {
        items = List.copyOf(items);
    }

    /// A transaction as it travels and as it was decoded, its signers recovered.
    public record Item(byte[] raw, Tx tx) {}
}
