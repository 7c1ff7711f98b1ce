// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import java.util.List;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Capability;
import stoa.types.event.Event;
import stoa.types.state.Contract;
import stoa.types.state.ContractCall;
import stoa.types.state.QueueKey;
import stoa.types.state.Tables;

/// One queue of transactions for each contract. [CTR-4]
public final class Queue {
    /// Holds values between whoever sent them and the contract they are for.
    public static final Address ESCROW = Capability.CONTRACTS.address();

    private static final int MOST = 1 << 20;

    private Queue() {}

    static ContractCall call(State state, long caseId) {
        return state.find(Tables.CONTRACT_CALLS, caseId).orElseThrow();
    }

    /// Transactions from this place on, in order.
    static List<State.Row<QueueKey, Long>> after(State state, Address contract, long place) {
        return after(state, contract, place, MOST);
    }

    static List<State.Row<QueueKey, Long>> after(State state, Address contract, long place, int most) {
        var from = Tables.CONTRACT_QUEUE.keys().encode(new QueueKey(contract, place));
        return state.scan(Tables.CONTRACT_QUEUE, from, Tables.queueOf(contract), most);
    }

    // ── evolve ──

    static void queued(Draft draft, Event.Contracts.TransactionQueued event) {
        var contract = draft.find(Tables.CONTRACTS, event.contract())
                .orElseGet(() -> new Contract(event.sender(), 0, 0, false, 0));
        draft.put(Tables.CONTRACTS, event.contract(), contract.queued());
        draft.put(Tables.CONTRACT_QUEUE, new QueueKey(event.contract(), event.place()), event.caseId());
        draft.put(Tables.TRANSACTIONS, event.tx(), event.caseId());
        draft.put(
                Tables.CONTRACT_CALLS,
                event.caseId(),
                new ContractCall(
                        event.tx(),
                        event.deploys(),
                        event.contract(),
                        event.sender(),
                        event.origin(),
                        event.place(),
                        event.value(),
                        false,
                        false,
                        event.free()));
    }

    static void credited(Draft draft, Event.Contracts.TransactionCredited event) {
        draft.put(
                Tables.CONTRACT_CALLS,
                event.caseId(),
                call(draft, event.caseId()).asCredited());
    }

    static void turned(Draft draft, Event.Contracts.ContractTurned event) {
        var contract = draft.find(Tables.CONTRACTS, event.contract()).orElseThrow();
        draft.put(Tables.CONTRACTS, event.contract(), contract.turned(event.turn(), event.busy()));
    }

    static void closed(Draft draft, Event.Contracts.TransactionClosed event) {
        var call = call(draft, event.caseId());
        draft.remove(Tables.CONTRACT_CALLS, event.caseId());
        draft.remove(Tables.CONTRACT_QUEUE, new QueueKey(call.contract(), call.place()));
        draft.remove(Tables.TRANSACTIONS, call.tx());
        draft.remove(Tables.OUTCOMES, event.caseId());
        var contract = draft.find(Tables.CONTRACTS, call.contract()).orElseThrow();
        draft.put(Tables.CONTRACTS, call.contract(), contract.closed());
    }
}
