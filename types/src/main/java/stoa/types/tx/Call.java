// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Address;

/// What a verb or a view looks like in a transaction or an `eth_call`.
///
/// @param data call data; empty for a plain transfer. Nobody may write into it
public record Call(Address to, byte[] data) {}
