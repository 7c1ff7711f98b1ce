// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// @param lane 0 to 255, its place in the session
public record LaneKey(long session, int lane) implements Comparable<LaneKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(LaneKey other) {
        int order = Long.compare(session, other.session);
        return order != 0 ? order : Integer.compare(lane, other.lane);
    }
}
