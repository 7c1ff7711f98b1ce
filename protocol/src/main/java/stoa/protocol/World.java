// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Params;

/// What a rule may know beside the state.
///
/// @param timeSeconds the block's time, unix
/// @param seed of this height
/// @param registrar who may add and retire models, by the genesis
/// @param genesis the network's name
/// @param chainId Ethereum's number for the network
public record World(
        long height, long timeSeconds, Hash seed, Params params, Address registrar, Hash genesis, long chainId) {}
