// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.client.Follower;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.ChainInfo;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Header;
import stoa.types.chain.Simulated;
import stoa.types.chain.StateEntry;
import stoa.types.chain.Submitted;
import stoa.types.event.Event;
import stoa.types.state.Account;
import stoa.types.state.StateKey;
import stoa.types.state.Table;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.Refused;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// A ledger in memory without rules. Signatures, nonces, gas, blocks, roots and proofs are real; money is not looked
/// at,
/// and what a verb does is a [Script]. Failures are ordered with [#unreachable], [#forgetWaiting], [#refuseNext] and
/// [#loseNextAnswer].
///
/// Unless told otherwise every submitted transaction gets a block of its own at once.
public final class FakeLedger implements Ledger {
    /// The local network's number.
    public static final long CHAIN_ID = 61_127;

    private final Network network;
    private final ReentrantLock lock = new ReentrantLock();
    private final FakeChain chain;
    private final Map<Hash, Waiting> waiting = new LinkedHashMap<>();
    private final List<Tx> taken = new ArrayList<>();
    private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();
    private Script script = Script.NOTHING;
    private boolean blockPerTx = true;
    private boolean unreachable;
    private boolean loseNextAnswer;
    private @Nullable Reason refuseNext;
    private boolean closed;

    private record Waiting(Tx tx, byte[] raw) {}

    public FakeLedger(ChainInfo info) {
        network = Network.of(info);
        chain = new FakeChain(info.genesisSeconds());
    }

    /// A sandbox network of its own with the local chain id.
    public static FakeLedger sandbox() {
        return new FakeLedger(new ChainInfo(
                CHAIN_ID, Digests.INSTANCE.sha256("fake genesis".getBytes(UTF_8)), 1_767_225_600, true, 1 << 20));
    }

    // ── what tests say ──

    /// What verbs do from now on.
    public FakeLedger script(Script script) {
        return locked(() -> {
            this.script = script;
            return this;
        });
    }

    /// Puts one row into the state, in a block of its own.
    public <K, V> FakeLedger put(Table<K, V> table, K key, V value) {
        edit(state -> state.put(table, key, value));
        return this;
    }

    /// Gives an account coin, in a block of its own.
    public FakeLedger fund(Address account, Amount amount) {
        edit(state -> {
            var old = state.get(Tables.ACCOUNTS, account).orElse(Account.EMPTY);
            state.put(
                    Tables.ACCOUNTS,
                    account,
                    new Account(old.nonce(), old.balance().plus(amount)));
        });
        return this;
    }

    /// Changes rows, in one block.
    public CommittedBlock edit(Consumer<Script.State> change) {
        return locked(() -> {
            var draft = new Draft();
            change.accept(draft);
            return append(List.of(), List.of(), List.of(), draft);
        });
    }

    /// Commits a block of what waits, with these events of its own.
    public CommittedBlock commit(Event... endEvents) {
        return commit(List.of(), List.of(endEvents));
    }

    public CommittedBlock commit(List<Event> beginEvents, List<Event> endEvents) {
        return locked(() -> {
            var draft = new Draft();
            var txs = new ArrayList<CommittedTx>();
            for (var each : waiting.values()) txs.add(execute(each, txs.size(), draft));
            waiting.clear();
            return append(beginEvents, txs, endEvents, draft);
        });
    }

    /// False leaves transactions waiting until [#commit].
    public FakeLedger blockPerTx(boolean each) {
        return locked(() -> {
            blockPerTx = each;
            return this;
        });
    }

    /// The next block's time is at least this much later.
    public void advance(Duration by) {
        change(() -> chain.advance(by));
    }

    /// State before this height is said to be pruned.
    public void pruneBefore(long height) {
        change(() -> chain.pruneBefore(height));
    }

    /// While true, every question fails as if the wire were cut.
    public void unreachable(boolean cut) {
        change(() -> unreachable = cut);
    }

    /// What waits is gone, as when the node restarts.
    public void forgetWaiting() {
        change(waiting::clear);
    }

    /// The next submission is taken but its answer gets lost.
    public void loseNextAnswer() {
        change(() -> loseNextAnswer = true);
    }

    /// The next submission is refused for this reason.
    public void refuseNext(Reason reason) {
        change(() -> refuseNext = reason);
    }

    // ── what tests ask ──

    /// Every transaction ever taken, in order.
    public List<Tx> taken() {
        return locked(() -> List.copyOf(taken));
    }

    /// The verbs of every transaction ever taken, in order.
    public List<Verb> verbs() {
        return taken().stream().map(Tx::verb).toList();
    }

    public Network network() {
        return network;
    }

    // ── the port ──

    @Override
    public ChainInfo info() {
        return network.info();
    }

    @Override
    public Header head() {
        return asked(() -> chain.head());
    }

    @Override
    public Submitted submit(byte[] raw) {
        return asked(() -> {
            Tx tx;
            try {
                tx = network.decoder().decode(raw);
            } catch (Refused refused) {
                return new Submitted.Refused(refused.reason(), String.valueOf(refused.getMessage()));
            }
            var refusal = refusal(tx);
            if (refusal.isPresent()) return new Submitted.Refused(refusal.get());
            taken.add(tx);
            waiting.put(tx.hash(), new Waiting(tx, raw.clone()));
            if (blockPerTx) commit();
            if (loseNextAnswer) {
                loseNextAnswer = false;
                throw LedgerFailure.unreachable("the answer got lost", null);
            }
            return new Submitted.Taken(tx.hash());
        });
    }

    @Override
    public Simulated simulate(CallRequest call, long height) {
        return asked(() -> {
            var snapshot = chain.snapshot(height);
            if (call.to().isEmpty()) return new Simulated.Refused(Reason.CONTRACT_CREATION, 0);
            try {
                var view = network.views().decode(call.to().get(), call.data());
                if (view.isPresent()) return new Simulated.Done(0, List.of(), FakeViews.answer(view.get(), snapshot));
                var verb = network.verbs().decode(call.to().get(), call.data(), network.typed(), Network.RECOVERY);
                var tx = new Tx(
                        Hash.ZERO,
                        call.from(),
                        account(snapshot, call.from()).nonce(),
                        Fees.gas(verb),
                        false,
                        call.to().get(),
                        call.value(),
                        verb,
                        0);
                return switch (script.on(tx, new Draft())) {
                    case Script.Does(var events) -> new Simulated.Done(Fees.gas(verb), events, Bytes.EMPTY);
                    case Script.Refuses(var reason) -> new Simulated.Refused(reason, Fees.gas(verb));
                };
            } catch (Refused refused) {
                return new Simulated.Refused(refused.reason(), 0, String.valueOf(refused.getMessage()));
            }
        });
    }

    @Override
    public long nextNonce(Address account) {
        return asked(() -> account(chain.newest(), account).nonce()
                + waiting.values().stream()
                        .filter(each -> each.tx.sender().equals(account))
                        .count());
    }

    @Override
    public Optional<byte[]> waiting(Hash hash) {
        return asked(() -> Optional.ofNullable(waiting.get(hash)).map(Waiting::raw));
    }

    @Override
    public StateEntry read(StateKey key, long height) {
        return asked(() -> {
            var snapshot = chain.snapshot(height);
            long at = height == LATEST ? chain.head().height() : height;
            return new StateEntry(key, snapshot.get(key), at, snapshot.root(), snapshot.prove(key));
        });
    }

    @Override
    public Optional<byte[]> value(StateKey key, long height) {
        return asked(() -> chain.snapshot(height).get(key));
    }

    @Override
    public List<Row> scan(byte table, byte[] prefix, byte[] after, int most) {
        if (most < 1 || most > SCAN_MOST) throw LedgerFailure.tooMuch("a scan gives 1 to " + SCAN_MOST + " rows");
        return asked(() -> chain.newest().scan(table, prefix, after, most));
    }

    @Override
    public List<CommittedBlock> blocks(long from, int most) {
        if (from < 0 || most < 1 || most > BLOCKS_MOST)
            throw LedgerFailure.tooMuch("1 to " + BLOCKS_MOST + " blocks from height 0 or later");
        return asked(() -> chain.blocks(from, most));
    }

    @Override
    public Subscription subscribe(long from, Consumer<CommittedBlock> receiver) {
        var follower = Follower.start("fake-ledger", this::blocks, from, Duration.ofSeconds(10), receiver);
        followers.add(follower);
        return () -> {
            followers.remove(follower);
            follower.close();
        };
    }

    @Override
    public void close() {
        change(() -> closed = true);
        followers.forEach(Follower::close);
        followers.clear();
    }

    // ── inside ──

    private Optional<Reason> refusal(Tx tx) {
        if (refuseNext != null) {
            var reason = refuseNext;
            refuseNext = null;
            return Optional.of(reason);
        }
        if (waiting.containsKey(tx.hash()) || chain.has(tx.hash())) return Optional.of(Reason.ALREADY_KNOWN);
        long next = nextNonce(tx.sender());
        if (tx.nonce() < next) return Optional.of(Reason.NONCE_TOO_LOW);
        if (tx.nonce() > next) return Optional.of(Reason.NONCE_TOO_HIGH);
        if (tx.gasLimit() < Fees.gas(tx.verb())) return Optional.of(Reason.GAS_TOO_LOW);
        return Optional.empty();
    }

    private CommittedTx execute(Waiting each, int index, Draft draft) {
        var tx = each.tx;
        var fee = new Amount(tx.free() ? 0 : Fees.gas(tx.verb()));
        var events = new ArrayList<Event>();
        events.add(new Event.Charged(tx.sender(), tx.nonce(), fee));
        Optional<Reason> refused =
                switch (script.on(tx, draft)) {
                    case Script.Does(var done) -> {
                        events.addAll(done);
                        yield Optional.empty();
                    }
                    case Script.Refuses(var reason) -> Optional.of(reason);
                };
        var account = draft.get(Tables.ACCOUNTS, tx.sender()).orElse(Account.EMPTY);
        draft.put(Tables.ACCOUNTS, tx.sender(), new Account(tx.nonce() + 1, account.balance()));
        return new CommittedTx(index, tx.hash(), tx.sender(), each.raw, refused, Fees.gas(tx.verb()), fee, events);
    }

    private CommittedBlock append(List<Event> beginEvents, List<CommittedTx> txs, List<Event> endEvents, Draft draft) {
        var block = chain.append(beginEvents, txs, endEvents, new Snapshot(draft.rows));
        followers.forEach(Follower::wake);
        return block;
    }

    private static Account account(Snapshot snapshot, Address address) {
        return snapshot.get(Tables.ACCOUNTS.key(address))
                .map(Tables.ACCOUNTS::decode)
                .orElse(Account.EMPTY);
    }

    private <T> T asked(Supplier<T> question) {
        return locked(() -> {
            if (closed) throw LedgerFailure.closed();
            if (unreachable) throw LedgerFailure.unreachable("the wire is cut", null);
            return question.get();
        });
    }

    private void change(Runnable work) {
        locked(() -> {
            work.run();
            return this;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// The block being made, over the newest snapshot.
    private final class Draft implements Script.State {
        private final TreeMap<StateKey, byte[]> rows = chain.newest().copy();

        @Override
        public <K, V> Optional<V> get(Table<K, V> table, K key) {
            return Optional.ofNullable(rows.get(table.key(key))).map(table::decode);
        }

        @Override
        public <K, V> void put(Table<K, V> table, K key, V value) {
            rows.put(table.key(key), table.encode(value));
        }

        @Override
        public <K, V> void remove(Table<K, V> table, K key) {
            rows.remove(table.key(key));
        }

        @Override
        public long height() {
            return chain.head().height() + 1;
        }

        @Override
        public long timeSeconds() {
            return chain.nextSeconds();
        }
    }
}
