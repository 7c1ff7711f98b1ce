// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Amount;

/// @param owner whose money and rights they are: the root's granter
/// @param granter who passed it on; equals owner at the root
/// @param parent 0 at the root
/// @param period number of the period `spentInPeriod` counts
/// @param spent locked under it and not returned, over all time, children included
/// @param spentInPeriod the same in the newest period
/// @param children live ones
public record Delegation(
        Address owner,
        Address granter,
        long parent,
        Terms terms,
        long period,
        Amount spentInPeriod,
        Amount spent,
        int children,
        boolean revoked) {

    public Delegation withSpent(long period, Amount spentInPeriod, Amount spent) {
        return new Delegation(owner, granter, parent, terms, period, spentInPeriod, spent, children, revoked);
    }

    public Delegation withChildren(int children) {
        return new Delegation(owner, granter, parent, terms, period, spentInPeriod, spent, children, revoked);
    }

    public Delegation asRevoked() {
        return new Delegation(owner, granter, parent, terms, period, spentInPeriod, spent, children, true);
    }
}
