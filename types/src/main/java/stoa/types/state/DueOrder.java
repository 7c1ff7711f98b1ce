// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// Seconds, kind, id: the order of the queue. Rule DUE-1.
final class DueOrder {
    private DueOrder() {}

    static int compare(Due one, Due other) {
        int order = Long.compare(one.seconds(), other.seconds());
        if (order == 0) order = Integer.compare(one.kind(), other.kind());
        return order != 0 ? order : withinKind(one, other);
    }

    private static int withinKind(Due one, Due other) {
        return switch (one) {
            case Due.Decide _ -> 0;
            case Due.PriceStep step -> step.model().compareTo(((Due.PriceStep) other).model());
            case Due.SessionTurn turn -> Long.compare(turn.session(), ((Due.SessionTurn) other).session());
            case Due.Release release -> release.key().compareTo(((Due.Release) other).key());
            case Due.Unbond unbond -> within(unbond, (Due.Unbond) other);
            case Due.Revocation revocation -> within(revocation, (Due.Revocation) other);
        };
    }

    private static int within(Due.Unbond one, Due.Unbond other) {
        int order = one.host().compareTo(other.host());
        return order != 0 ? order : Long.compare(one.number(), other.number());
    }

    private static int within(Due.Revocation one, Due.Revocation other) {
        int order = Long.compare(one.delegation(), other.delegation());
        return order != 0 ? order : Long.compare(one.after(), other.after());
    }
}
