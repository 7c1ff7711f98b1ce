// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.chain.SeedSignature;
import stoa.types.event.Event;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// A network in memory that people act on, block by block.
///
/// It begins with ann, bob and carl at 1,000 STOA each, the models tiny and big, and three hosts h1, h2, h3 of olga,
/// otto and oleg that serve tiny with equal weight. Unless a story says otherwise, blocks are a second apart and
/// transactions are free, so that balances show what verbs do.
final class Story {
    static final long START = 1_800_000_000L;
    static final Prices PRICES =
            new Prices(Price.ofObolPerMillion(1_000), Price.ofObolPerMillion(100), Price.ofObolPerMillion(4_000));
    static final Prices HIGH = new Prices(Price.CAP, Price.CAP, Price.CAP);

    /// One thing somebody does: a verb, and the coin sent along.
    record Deed(String who, Verb verb, Address to, Coin value) {}

    final Protocol protocol;
    final Genesis genesis;
    final MemoryState state = new MemoryState();
    long height;
    long now = START;
    BlockResult last;
    final List<Event> history = new ArrayList<>();
    private List<String> proposers = List.of("validator 0");

    private Story(Genesis genesis, IntFunction<Rules> versions) {
        this.genesis = genesis;
        this.protocol = new Protocol(TestHashing.HASHING, genesis, versions);
        this.state.apply(protocol.genesis(genesis).changes());
        FullScan.balances(state, genesis);
    }

    static Story given() {
        return given(world -> world);
    }

    static Story given(UnaryOperator<Beginning> change) {
        return given(change, version -> Protocol.rules(TestHashing.HASHING, version));
    }

    static Story given(UnaryOperator<Beginning> change, IntFunction<Rules> versions) {
        return new Story(change.apply(new Beginning()).genesis(), versions);
    }

    // ── what happens ──

    /// All deeds in one block, a second after the last.
    Story when(Deed... deeds) {
        return block(1, deeds);
    }

    /// The same, `seconds` later.
    Story later(long seconds, Deed... deeds) {
        return block(seconds, deeds);
    }

    Story block(long seconds, Deed... deeds) {
        var nonces = new TreeMap<Address, Long>();
        var txs = new ArrayList<Tx>();
        for (var deed : deeds) {
            var sender = Names.address(deed.who());
            long nonce = nonces.merge(sender, 1L, Long::sum) - 1;
            txs.add(tx(deed, nonceOf(deed.who()) + nonce, true));
        }
        return transactions(seconds, txs);
    }

    Story transactions(long seconds, List<Tx> txs) {
        now += seconds;
        height++;
        var proposer = Names.address(proposers.get((int) (height % proposers.size())));
        var input = new BlockInput(height, now, proposer, sigma(height), txs);
        last = protocol.execute(state, input);
        state.apply(last.changes());
        history.addAll(last.beginEvents());
        for (var tx : last.txs()) history.addAll(tx.events());
        history.addAll(last.endEvents());
        FullScan.balances(state, genesis);
        return this;
    }

    /// Time passes in short blocks, so that everything due happens near its time.
    Story pass(long seconds) {
        for (long left = seconds; left > 0; left -= 5) block(Math.min(5, left));
        return this;
    }

    /// From now on these take turns.
    Story proposedBy(String... names) {
        proposers = List.of(names);
        return this;
    }

    Tx tx(Deed deed, long nonce, boolean free) {
        long gas = Fees.gas(deed.verb());
        var sender = Names.address(deed.who());
        var hash = TestHashing.HASHING.sha256(sender.bytes(), Bytes.ofLong(nonce));
        return new Tx(hash, sender, nonce, gas, free, deed.to(), deed.value(), deed.verb(), 200);
    }

    static SeedSignature sigma(long height) {
        return new SeedSignature(new Hash(height, 1, 2, 3), Hash.ZERO, Hash.ZERO);
    }

    // ── what is true ──

    @FunctionalInterface
    interface Fact {
        void check(Story story);
    }

    Story then(Fact... facts) {
        for (var fact : facts) fact.check(this);
        return this;
    }

    /// The one transaction of the last block was refused for this reason, and nothing but its nonce changed.
    Story refused(Reason reason) {
        return then(Facts.refused(reason));
    }

    /// Every transaction of the last block was accepted.
    Story accepted() {
        return then(Facts.accepted());
    }

    long nonceOf(String who) {
        return state.find(Tables.ACCOUNTS, Names.address(who))
                .map(account -> account.nonce())
                .orElse(0L);
    }

    /// The newest event of a kind.
    <E extends Event> E event(Class<E> kind) {
        for (int i = history.size() - 1; i >= 0; i--)
            if (kind.isInstance(history.get(i))) return kind.cast(history.get(i));
        throw new AssertionError("no " + kind.getSimpleName() + " happened");
    }

    <E extends Event> List<E> events(Class<E> kind) {
        return history.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    // ── how it begins ──

    /// What a story may change about its beginning.
    static final class Beginning {
        private Params params = Params.local();
        private final TreeMap<String, Coin> accounts = new TreeMap<>();
        private final TreeMap<String, Genesis.Host> hosts = new TreeMap<>();
        private final List<Genesis.Model> models = new ArrayList<>();
        private int validators = 1;

        Beginning() {
            for (var name : List.of("ann", "bob", "carl", "olga", "otto", "oleg")) balance(name, stoa(1_000));
            model(Names.TINY, 1);
            model(Names.BIG, 1);
            host("h1", "olga", stoa(1_000), 1_000, Names.TINY);
            host("h2", "otto", stoa(1_000), 1_000, Names.TINY);
            host("h3", "oleg", stoa(1_000), 1_000, Names.TINY);
        }

        Beginning params(Params params) {
            this.params = params;
            return this;
        }

        Beginning balance(String who, long obol) {
            accounts.put(who, Coin.of(new Amount(obol)));
            return this;
        }

        Beginning model(ModelId id, long coefficient) {
            models.add(new Genesis.Model(id, PRICES, 4_096, coefficient, List.of("reference")));
            return this;
        }

        Beginning host(String name, String owner, long collateral, long rate, ModelId... serves) {
            var rates = new ArrayList<Genesis.Rate>();
            for (var model : serves) rates.add(new Genesis.Rate(model, rate));
            hosts.put(
                    name,
                    new Genesis.Host(
                            Names.address(name),
                            Names.address(owner),
                            "http://127.0.0.1:8410",
                            List.of(serves),
                            new Amount(collateral),
                            rates));
            return this;
        }

        Beginning noHosts() {
            hosts.clear();
            return this;
        }

        Beginning validators(int count) {
            validators = count;
            return this;
        }

        Genesis genesis() {
            var holders = new ArrayList<Genesis.Account>();
            accounts.forEach((name, coin) -> holders.add(new Genesis.Account(Names.address(name), coin)));
            var signers = new ArrayList<Genesis.Validator>();
            for (int i = 0; i < validators; i++)
                signers.add(new Genesis.Validator(Names.address("validator " + i), new byte[48], new byte[96], 1));
            return new Genesis(
                    61_127,
                    START,
                    params,
                    Names.address("registrar"),
                    Names.address("faucet"),
                    holders,
                    models,
                    List.copyOf(hosts.values()),
                    signers);
        }
    }

    static long stoa(long stoa) {
        return Amount.stoa(stoa).obol();
    }
}
