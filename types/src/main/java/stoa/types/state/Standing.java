// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A host's standing on a model, set at `decide` for the epoch.
///
/// @param provenRate units per second
/// @param weight coefficient × provenRate
/// @param backed the part of the weight that counts for seats: backed by collateral
public record Standing(long provenRate, long weight, long backed) {}
