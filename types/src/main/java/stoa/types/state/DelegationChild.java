// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A live delegation passed on from `parent`, so that revoking finds it.
public record DelegationChild(long parent, long child) implements Comparable<DelegationChild> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(DelegationChild other) {
        int order = Long.compare(parent, other.parent);
        return order != 0 ? order : Long.compare(child, other.child);
    }
}
