// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import stoa.kit.crypto.Digests;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Recovery;
import stoa.types.chain.ChainInfo;
import stoa.types.market.Typed;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.VerbTable;
import stoa.types.tx.ViewTable;

/// How one network spells things: its transactions, its verbs' call data and its typed data. Safe for any thread.
///
/// @param typed digests of what is signed off the chain
public record Network(ChainInfo info, VerbTable verbs, ViewTable views, Typed typed, TxDecoder decoder) {
    /// Recovers on the calling thread.
    public static final Recovery RECOVERY =
            (digest, signature) -> Secp256k1.recover(digest, signature).orElse(Address.ZERO);

    public static Network of(ChainInfo info) {
        var verbs = new VerbTable(Digests.INSTANCE);
        var typed = new Typed(Digests.INSTANCE, info.chainId(), info.genesisHash());
        return new Network(
                info,
                verbs,
                new ViewTable(Digests.INSTANCE),
                typed,
                new TxDecoder(
                        Digests.INSTANCE, verbs, typed, RECOVERY, info.chainId(), info.sandbox(), info.maxTxBytes()));
    }
}
