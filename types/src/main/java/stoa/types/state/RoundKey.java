// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A round of a case, numbered from 0.
public record RoundKey(long caseId, int round) implements Comparable<RoundKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(RoundKey other) {
        int order = Long.compare(caseId, other.caseId);
        return order != 0 ? order : Integer.compare(round, other.round);
    }
}
