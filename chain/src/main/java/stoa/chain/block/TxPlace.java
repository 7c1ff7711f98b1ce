// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

/// Where a transaction stands.
///
/// @param index from 0
public record TxPlace(long height, int index) {}
