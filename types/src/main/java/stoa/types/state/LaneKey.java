// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// @param lane 0 to 255, its place in the session
public record LaneKey(long session, int lane) {}
