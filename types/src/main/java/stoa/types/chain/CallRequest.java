// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.Optional;
import stoa.types.Address;
import stoa.types.Coin;

/// A transaction tried or a view asked without signing anything: `eth_call` and `eth_estimateGas`.
///
/// @param from the zero address when the caller does not say
/// @param to empty for a deployment, which is refused
/// @param gasLimit 0 for as much as it takes
public record CallRequest(Address from, Optional<Address> to, Coin value, byte[] data, long gasLimit) {}
