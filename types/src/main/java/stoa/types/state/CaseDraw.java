// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A case that waits for the draw of a panel.
///
/// @param height of the block since which it waits
public record CaseDraw(long height, long caseId) implements Comparable<CaseDraw> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(CaseDraw other) {
        int order = Long.compare(height, other.height);
        return order != 0 ? order : Long.compare(caseId, other.caseId);
    }
}
