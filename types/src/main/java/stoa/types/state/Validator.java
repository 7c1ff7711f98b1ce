// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// Keyed by its consensus address.
///
/// @param blsKey 48 bytes, registered an epoch before it may sign seeds
public record Validator(byte[] blsKey, long power) {}
