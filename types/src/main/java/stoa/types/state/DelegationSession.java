// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A live session opened under a delegation, or under one below it, so that revoking finds it.
public record DelegationSession(long delegation, long session) implements Comparable<DelegationSession> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(DelegationSession other) {
        int order = Long.compare(delegation, other.delegation);
        return order != 0 ? order : Long.compare(session, other.session);
    }
}
