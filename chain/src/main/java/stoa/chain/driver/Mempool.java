// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import stoa.chain.block.Proposal;
import stoa.protocol.Protocol;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.state.Account;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.TxDecoder;

/// Transactions that wait for a block, first come first served. Of each sender the nonces follow one another without a
/// gap: one that skips a nonce is refused, and so is one that would replace another. What waits does not survive the
/// process. Any thread.
public final class Mempool {
    private final Protocol protocol;
    private final MempoolLimits limits;
    private final BlockLimits block;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Hash, Waiting> waiting = new LinkedHashMap<>();
    private final Map<Address, Queue> senders = new HashMap<>();
    private State committed;
    private long bytes;
    private long round;

    public Mempool(Protocol protocol, MempoolLimits limits, BlockLimits block, State committed) {
        this.protocol = protocol;
        this.limits = limits;
        this.block = block;
        this.committed = committed;
    }

    /// No record: two of them are never the same, and comparing their transactions would take long.
    private static final class Waiting {
        private final Proposal.Item item;
        private final long gas;
        private final Coin cost;
        /// The [Mempool#round] in which somebody last spoke for it.
        private long seen;

        Waiting(Proposal.Item item, long gas, Coin cost) {
            this.item = item;
            this.gas = gas;
            this.cost = cost;
        }
    }

    /// One sender's transactions, in the order of nonces.
    private static final class Queue {
        private final List<Waiting> txs = new ArrayList<>();
        /// What they cost together; kept beyond the supply cap too, where it only ever refuses.
        private long obol;

        private long wei;

        Coin spend() {
            long whole = obol + wei / Coin.WEI_PER_OBOL;
            return whole >= Amount.CAP_OBOL
                    ? new Coin(Amount.CAP_OBOL, 0)
                    : new Coin(whole, (int) (wei % Coin.WEI_PER_OBOL));
        }

        void add(Waiting tx) {
            txs.add(tx);
            obol += tx.cost.obol();
            wei += tx.cost.wei();
        }

        void removed(Waiting tx) {
            obol -= tx.cost.obol();
            wei -= tx.cost.wei();
        }
    }

    /// Why a transaction would not be taken, as far as that shows before its call data are read: what a stranger can
    /// make us do for nothing ends here.
    public Optional<Reason> unwelcome(TxDecoder.Opened opened) {
        lock.lock();
        try {
            if (waiting.containsKey(opened.hash())) return Optional.of(Reason.ALREADY_KNOWN);
            var account = committed.find(Tables.ACCOUNTS, opened.sender()).orElse(Account.EMPTY);
            var queue = senders.get(opened.sender());
            int ahead = queue == null ? 0 : queue.txs.size();
            int order = Long.compare(opened.tx().nonce(), account.nonce() + ahead);
            if (order != 0) return Optional.of(order < 0 ? Reason.NONCE_TOO_LOW : Reason.NONCE_TOO_HIGH);
            if (!opened.free() && account.balance().obol() < Fees.TRANSFER) return Optional.of(Reason.FEE_UNPAYABLE);
            return full(opened.size(), ahead) ? Optional.of(Reason.MEMPOOL_FULL) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Takes a transaction, or says why not.
    public Optional<Reason> add(Proposal.Item item) {
        var tx = item.tx();
        long gas = Fees.gas(tx.verb());
        lock.lock();
        try {
            if (waiting.containsKey(tx.hash())) return Optional.of(Reason.ALREADY_KNOWN);
            if (gas > block.gas() || tx.size() > block.bytes()) return Optional.of(Reason.TOO_LARGE);
            var queue = senders.getOrDefault(tx.sender(), new Queue());
            if (protocol.check(committed, tx, queue.txs.size(), queue.spend()) instanceof Verdict.Rejected(var reason))
                return Optional.of(reason);
            if (full(tx.size(), queue.txs.size())) return Optional.of(Reason.MEMPOOL_FULL);
            var entry = new Waiting(item, gas, protocol.cost(committed, tx));
            entry.seen = round;
            queue.add(entry);
            senders.put(tx.sender(), queue);
            waiting.put(tx.hash(), entry);
            bytes += tx.size();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Those that make the next block, the oldest first, within its limits. They wait on until [#committed].
    public List<Proposal.Item> next() {
        lock.lock();
        try {
            var items = new ArrayList<Proposal.Item>();
            long size = 0;
            long gas = 0;
            for (var tx : waiting.values()) {
                size += tx.item.tx().size();
                gas += tx.gas;
                // Stopping at the first that does not fit keeps every sender's nonces in order.
                if (items.size() == block.txs() || size > block.bytes() || gas > block.gas()) break;
                items.add(tx.item);
            }
            return items;
        } finally {
            lock.unlock();
        }
    }

    /// A block was committed: its transactions wait no more, and neither does what an excluded one leaves without a
    /// predecessor.
    ///
    /// @param state after the block
    /// @param included of the block
    /// @param excluded of those proposed for it
    public void committed(State state, List<Hash> included, List<Hash> excluded) {
        lock.lock();
        try {
            committed = state;
            for (var hash : included) remove(hash);
            for (var hash : excluded) {
                var first = waiting.get(hash);
                if (first != null) removeFrom(first);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Consensus asks after a block whether a transaction may wait on: empty if it may; a reason, and it waits no more,
    /// nor does what the sender sent after it. Empty of empty for one that does not wait here.
    public Optional<Optional<Reason>> again(Hash hash) {
        lock.lock();
        try {
            var tx = waiting.get(hash);
            if (tx == null) return Optional.empty();
            tx.seen = round;
            var ahead = new Queue();
            for (var each : senders.get(tx.item.tx().sender()).txs) {
                if (each == tx) break;
                ahead.add(each);
            }
            if (!(protocol.check(committed, tx.item.tx(), ahead.txs.size(), ahead.spend())
                    instanceof Verdict.Rejected(var reason))) return Optional.of(Optional.empty());
            removeFrom(tx);
            return Optional.of(Optional.of(reason));
        } finally {
            lock.unlock();
        }
    }

    /// Forgets what was neither added nor asked about since the last sweep: consensus does not hold it any more.
    public void sweep() {
        lock.lock();
        try {
            for (var tx : List.copyOf(waiting.values()))
                if (tx.seen < round && waiting.get(tx.item.tx().hash()) == tx) removeFrom(tx);
            round++;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing waits any more.
    public void clear() {
        lock.lock();
        try {
            waiting.clear();
            senders.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /// The nonce that the sender's next transaction needs, those that wait counted in.
    public long nextNonce(Address sender, long committedNonce) {
        lock.lock();
        try {
            var queue = senders.get(sender);
            return queue == null
                    ? committedNonce
                    : Math.max(committedNonce, queue.txs.getLast().item.tx().nonce() + 1);
        } finally {
            lock.unlock();
        }
    }

    /// A transaction that waits.
    public Optional<Proposal.Item> find(Hash hash) {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.get(hash)).map(tx -> tx.item);
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean full(int size, int ahead) {
        return waiting.size() >= limits.txs() || bytes + size > limits.bytes() || ahead >= limits.txsPerSender();
    }

    private void remove(Hash hash) {
        var tx = waiting.get(hash);
        if (tx == null) return;
        var queue = senders.get(tx.item.tx().sender());
        if (queue == null || !queue.txs.remove(tx)) throw new IllegalStateException("a waiting transaction of nobody");
        forget(queue, tx);
    }

    /// Removes a transaction and all of its sender that come after it.
    private void removeFrom(Waiting first) {
        var queue = senders.get(first.item.tx().sender());
        if (queue == null) throw new IllegalStateException("a waiting transaction of nobody");
        var rest = queue.txs.subList(queue.txs.indexOf(first), queue.txs.size());
        var gone = List.copyOf(rest);
        rest.clear();
        for (var tx : gone) forget(queue, tx);
    }

    private void forget(Queue queue, Waiting tx) {
        queue.removed(tx);
        waiting.remove(tx.item.tx().hash());
        bytes -= tx.item.tx().size();
        if (queue.txs.isEmpty()) senders.remove(tx.item.tx().sender());
    }
}
