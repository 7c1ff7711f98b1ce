// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.court.Cases;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.contract.Addresses;
import stoa.types.contract.Message;
import stoa.types.contract.Outcome;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CaseKind;
import stoa.types.state.Contract;
import stoa.types.state.ContractCall;
import stoa.types.state.Tables;

/// Events of one decision that build on each other: what the earlier ones change is kept here until all are applied.
final class Plan {
    private final Hashing hashing;
    private final State state;
    private final World world;
    private final List<Event> events = new ArrayList<>();
    private final TreeMap<Address, Contract> contracts = new TreeMap<>();
    /// Cases queued here, by contract and place.
    private final TreeMap<Address, TreeMap<Long, Long>> queued = new TreeMap<>();
    private final TreeMap<Address, Coin> spent = new TreeMap<>();
    private long nextCase;

    Plan(Hashing hashing, State state, World world) {
        this.hashing = hashing;
        this.state = state;
        this.world = world;
        this.nextCase = Cases.next(state);
    }

    List<Event> events() {
        return events;
    }

    void add(Event event) {
        events.add(event);
    }

    void move(Address from, Address to, Coin value) {
        if (!value.isZero()) events.add(new Event.Transferred(from, to, value));
    }

    // ── queues ──

    /// A transaction to be queued.
    ///
    /// @param parent id of the transaction whose message it is; zero for none
    record Entry(
            Hash tx,
            boolean deploys,
            Address contract,
            Address sender,
            Address origin,
            Coin value,
            Hash parent,
            boolean free,
            Blob calldata,
            Blob code) {}

    /// [CTR-3] [CTR-4] The transaction waits in its contract's queue, or has its turn at once.
    void queue(Entry entry, Address opener, int place, int rotations) {
        long caseId = nextCase++;
        var leaderFee = entry.free ? Amount.ZERO : Panels.LEADER_FEE;
        var validatorFee = entry.free ? Amount.ZERO : Panels.VALIDATOR_FEE;
        move(opener, Queue.ESCROW, entry.value);
        events.add(new Event.Court.CaseOpened(
                caseId,
                CaseKind.CONTRACT,
                entry.tx,
                opener,
                Panels.prepaid(place, rotations, Panels.PREPAID_APPEALS, leaderFee, validatorFee),
                leaderFee,
                validatorFee,
                place,
                rotations,
                Panels.PREPAID_APPEALS));
        var contract = contract(entry.contract, entry.sender);
        events.add(new Event.Contracts.NewTransaction(entry.tx, entry.contract, entry.sender));
        events.add(new Event.Contracts.TransactionQueued(
                caseId,
                entry.tx,
                entry.deploys,
                entry.contract,
                entry.sender,
                entry.origin,
                contract.next(),
                entry.value,
                entry.parent,
                entry.free,
                entry.calldata,
                entry.code));
        queued.computeIfAbsent(entry.contract, _ -> new TreeMap<>()).put(contract.next(), caseId);
        contracts.put(entry.contract, contract.queued());
        next(entry.contract);
    }

    /// The contract's panel has done its work.
    void free(Address address) {
        var contract = contract(address, Address.ZERO);
        contracts.put(address, contract.turned(contract.turn(), false));
        if (!next(address)) events.add(new Event.Contracts.ContractTurned(address, contract.turn(), false));
    }

    /// [CTR-4] Whoever is next on a contract that is not busy has its turn.
    private boolean next(Address address) {
        var contract = contract(address, Address.ZERO);
        if (contract.busy()) return false;
        var rows = Queue.after(state, address, contract.turn(), 1);
        var mine = queued.getOrDefault(address, new TreeMap<>()).ceilingEntry(contract.turn());
        long place;
        long caseId;
        if (!rows.isEmpty()) {
            place = rows.getFirst().key().place();
            caseId = rows.getFirst().value();
        } else if (mine != null) {
            place = mine.getKey();
            caseId = mine.getValue();
        } else {
            return false;
        }
        contracts.put(address, contract.turned(place + 1, true));
        events.add(new Event.Contracts.ContractTurned(address, place + 1, true));
        events.add(Cases.activate(world, caseId));
        return true;
    }

    private Contract contract(Address address, Address deployer) {
        var known = contracts.get(address);
        if (known != null) return known;
        return state.find(Tables.CONTRACTS, address).orElseGet(() -> new Contract(deployer, 0, 0, false, 0));
    }

    // ── messages ──

    /// [CTR-9] The messages that leave now, each if the contract's balance covers it; the others are not sent.
    void send(ContractCall call, Case at, Outcome outcome, boolean onAcceptance) {
        for (int i = 0; i < outcome.messages().size(); i++) {
            var message = outcome.messages().get(i);
            if (message.onAcceptance() == onAcceptance) send(call, at, message, i);
        }
    }

    private void send(ContractCall call, Case at, Message message, int number) {
        var tx = Addresses.child(hashing, world.genesis(), call.tx(), at.rounds() - 1, number);
        var recipient = message.deploys() ? deployed(call, message, tx) : message.recipient();
        boolean known = contracts.containsKey(recipient)
                || state.find(Tables.CONTRACTS, recipient).isPresent();
        if (Accounts.nobodys(recipient) || message.deploys() && known) return;
        boolean plain = !message.deploys() && !known;
        int place = at.place();
        var advance = plain || call.free()
                ? Amount.ZERO
                : Panels.prepaid(
                        place, at.rotations(), Panels.PREPAID_APPEALS, Panels.LEADER_FEE, Panels.VALIDATOR_FEE);
        boolean full = !plain
                && contract(recipient, call.contract()).waiting()
                        >= world.params().court().maxQueue();
        if (full || !spend(call.contract(), message.value().plus(advance))) return;
        if (plain) {
            move(call.contract(), recipient, message.value());
            return;
        }
        queue(
                new Entry(
                        tx,
                        message.deploys(),
                        recipient,
                        call.contract(),
                        call.origin(),
                        message.value(),
                        call.tx(),
                        call.free(),
                        message.calldata(),
                        message.code()),
                call.contract(),
                place,
                at.rotations());
    }

    private Address deployed(ContractCall call, Message message, Hash tx) {
        return message.salt().signum() == 0
                ? Addresses.contract(hashing, world.genesis(), tx)
                : Addresses.salted(hashing, call.contract(), message.salt(), world.chainId());
    }

    /// Whether the balance covers the coin beside everything planned already; then it counts as spent.
    private boolean spend(Address contract, Coin coin) {
        var sum = spent.getOrDefault(contract, Coin.ZERO).plus(coin);
        if (!Accounts.of(state, contract).balance().covers(sum)) return false;
        spent.put(contract, sum);
        return true;
    }
}
