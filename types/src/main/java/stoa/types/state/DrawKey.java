// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A session that waits for the draw of its seats.
///
/// @param height of the block it was opened in
public record DrawKey(long height, long session) implements Comparable<DrawKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(DrawKey other) {
        int order = Long.compare(height, other.height);
        return order != 0 ? order : Long.compare(session, other.session);
    }
}
