// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A session that waits for the draw of its seats.
///
/// @param height of the block it was opened in
public record DrawKey(long height, long session) {}
