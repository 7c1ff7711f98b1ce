// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import stoa.types.Hash;

/// What names a network: nothing signed for one means anything on another.
///
/// @param chainId Ethereum's number for it, in every transaction
/// @param genesisHash the salt of every EIP-712 domain
/// @param genesisSeconds unix time of the genesis block
/// @param sandbox whether gas price 0 is taken
/// @param maxTxBytes size of the largest transaction taken
public record ChainInfo(long chainId, Hash genesisHash, long genesisSeconds, boolean sandbox, int maxTxBytes) {}
