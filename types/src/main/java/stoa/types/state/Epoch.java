// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// @param startSeconds of its first second, unix
/// @param endSeconds when `decide` falls due
public record Epoch(long index, long startSeconds, long endSeconds) {}
