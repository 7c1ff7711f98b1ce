// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;

/// @param owner whoever registered it; an owner's hosts count as one
/// @param collateral bonded now, unbonding not counted
/// @param pending sum of its payments not yet released
/// @param withdrawals unbonding right now
public record Host(
        Address owner,
        String endpoint,
        List<ModelId> models,
        Amount collateral,
        Amount pending,
        int withdrawals,
        boolean retired) {
    public static final int MOST_ENDPOINT_BYTES = 256;
    public static final int MOST_MODELS = 64;

    public Host {
        models = List.copyOf(models);
    }

    public Host serving(String endpoint, List<ModelId> models) {
        return new Host(owner, endpoint, models, collateral, pending, withdrawals, retired);
    }

    public Host withCollateral(Amount collateral, int withdrawals) {
        return new Host(owner, endpoint, models, collateral, pending, withdrawals, retired);
    }

    public Host withPending(Amount pending) {
        return new Host(owner, endpoint, models, collateral, pending, withdrawals, retired);
    }

    public Host asRetired() {
        return new Host(owner, endpoint, models, collateral, pending, withdrawals, true);
    }
}
