// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import stoa.types.Blob;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;
import stoa.types.state.AbiFields;

/// The contracts' events as Ethereum logs; [EventTable] is the way in.
final class ContractLogs {
    private ContractLogs() {}

    static EventKind kind(Event.Contracts event) {
        return switch (event) {
            case Event.Contracts.NewTransaction _ -> EventKind.NEW_TRANSACTION;
            case Event.Contracts.TransactionQueued _ -> EventKind.TRANSACTION_QUEUED;
            case Event.Contracts.TransactionCredited _ -> EventKind.TRANSACTION_CREDITED;
            case Event.Contracts.ContractTurned _ -> EventKind.CONTRACT_TURNED;
            case Event.Contracts.OutcomePosted _ -> EventKind.OUTCOME_POSTED;
            case Event.Contracts.OutcomeAccepted _ -> EventKind.OUTCOME_ACCEPTED;
            case Event.Contracts.OutcomeFinalized _ -> EventKind.OUTCOME_FINALIZED;
            case Event.Contracts.StorageRolledBack _ -> EventKind.STORAGE_ROLLED_BACK;
            case Event.Contracts.TransactionClosed _ -> EventKind.TRANSACTION_CLOSED;
        };
    }

    static Object[] values(Event.Contracts event) {
        return switch (event) {
            case Event.Contracts.NewTransaction e -> of(e.tx(), e.recipient(), e.sender());
            case Event.Contracts.TransactionQueued e ->
                of(
                        e.caseId(),
                        e.tx(),
                        e.deploys(),
                        e.contract(),
                        e.sender(),
                        e.origin(),
                        e.place(),
                        e.value().toWei(),
                        e.parent(),
                        e.free(),
                        e.calldata().bytes(),
                        e.code().bytes());
            case Event.Contracts.TransactionCredited e -> of(e.caseId());
            case Event.Contracts.ContractTurned e -> of(e.contract(), e.turn(), e.busy());
            case Event.Contracts.OutcomePosted e ->
                of(e.caseId(), e.round(), e.outcome().bytes());
            case Event.Contracts.OutcomeAccepted e -> of(e.caseId());
            case Event.Contracts.OutcomeFinalized e -> of(e.caseId());
            case Event.Contracts.StorageRolledBack e -> of(e.contract(), e.place());
            case Event.Contracts.TransactionClosed e -> of(e.caseId(), e.decided());
        };
    }

    private static Object[] of(Object... values) {
        return values;
    }

    static Event.Contracts read(EventKind kind, AbiValues in) throws Malformed {
        return switch (kind) {
            case NEW_TRANSACTION -> new Event.Contracts.NewTransaction(in.hash(0), in.address(1), in.address(2));
            case TRANSACTION_QUEUED ->
                new Event.Contracts.TransactionQueued(
                        in.u63(0),
                        in.hash(1),
                        in.bool(2),
                        in.address(3),
                        in.address(4),
                        in.address(5),
                        in.u63(6),
                        EventTable.coin(in.integer(7)),
                        in.hash(8),
                        in.bool(9),
                        new Blob(in.bytes(10)),
                        new Blob(in.bytes(11)));
            case TRANSACTION_CREDITED -> new Event.Contracts.TransactionCredited(in.u63(0));
            case CONTRACT_TURNED -> new Event.Contracts.ContractTurned(in.address(0), in.u63(1), in.bool(2));
            case OUTCOME_POSTED ->
                new Event.Contracts.OutcomePosted(in.u63(0), AbiFields.small(in, 1), new Blob(in.bytes(2)));
            case OUTCOME_ACCEPTED -> new Event.Contracts.OutcomeAccepted(in.u63(0));
            case OUTCOME_FINALIZED -> new Event.Contracts.OutcomeFinalized(in.u63(0));
            case STORAGE_ROLLED_BACK -> new Event.Contracts.StorageRolledBack(in.address(0), in.u63(1));
            case TRANSACTION_CLOSED -> new Event.Contracts.TransactionClosed(in.u63(0), in.bool(1));
            default -> throw new Malformed("no event of contracts: " + kind);
        };
    }
}
