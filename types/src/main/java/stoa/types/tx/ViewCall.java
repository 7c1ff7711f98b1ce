// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.ModelId;

/// Everything that can be asked by `eth_call` without a transaction. Each record is one Solidity view of a capability
/// ([ViewFunction]); what does not exist answers as zeros.
public sealed interface ViewCall {
    record Delegation(long delegation) implements ViewCall {}

    record Model(ModelId model) implements ViewCall {}

    /// All models, retired ones too, by name.
    record Models() implements ViewCall {}

    record Host(Address host) implements ViewCall {}

    record Standing(ModelId model, Address host) implements ViewCall {}

    record Session(long session) implements ViewCall {}

    record Lane(long session, int lane) implements ViewCall {}

    record Epoch() implements ViewCall {}

    record Totals() implements ViewCall {}

    record Params() implements ViewCall {}

    record Seed() implements ViewCall {}

    record CaseOf(long caseId) implements ViewCall {}

    record RoundOf(long caseId, int round) implements ViewCall {}

    record SeatOf(long caseId, int round, int seat) implements ViewCall {}

    record SitterOf(Address host) implements ViewCall {}

    /// What an appeal of the case costs now.
    record AppealPrice(long caseId) implements ViewCall {}

    record CourtParams() implements ViewCall {}

    record ContractOf(Address contract) implements ViewCall {}

    record CaseOfTransaction(Hash tx) implements ViewCall {}

    record CallOf(long caseId) implements ViewCall {}

    record OutcomeOf(long caseId) implements ViewCall {}

    record StoragePage(Address contract, boolean finalized, Hash slot, long page) implements ViewCall {}
}
