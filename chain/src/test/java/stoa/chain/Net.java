// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import stoa.chain.solo.BlockClock;
import stoa.chain.solo.Pace;
import stoa.chain.state.StateConfig;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.metrics.Metrics;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.codec.EthTx;
import stoa.types.codec.Utf8;
import stoa.types.state.Account;
import stoa.types.state.StateKey;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;

/// A network of people with names whose keys follow from them, one model and three hosts.
public final class Net {
    public static final long START = 1_800_000_000L;
    public static final ModelId TINY = new ModelId("tiny");
    public static final Prices PRICES =
            new Prices(Price.ofObolPerMillion(1_000), Price.ofObolPerMillion(100), Price.ofObolPerMillion(4_000));
    public static final List<String> PEOPLE = List.of("ann", "bob", "carl", "dora", "emil", "frida", "gus", "hanna");

    /// Tests stop chains and fill disks on purpose; what the log says of it would only frighten.
    private static final Logger QUIET = Logger.getLogger("stoa");

    static {
        QUIET.setLevel(Level.OFF);
    }

    /// Silences the log of tests that meet none of these people.
    public static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    private static final Bls.Key VALIDATOR = Bls.Key.fromSeed(
            Digests.INSTANCE.sha256(Utf8.encode("the validator of tests")).bytes());
    private static final VerbTable VERBS = new VerbTable(Digests.INSTANCE);

    private final Genesis genesis;

    private Net(Genesis genesis) {
        this.genesis = genesis;
    }

    public static Net local() {
        return new Net(genesis(61_127, Params.local()));
    }

    /// The same people under these validators, from now on.
    public static Net of(List<Genesis.Validator> validators) {
        return of(validators, java.time.InstantSource.system().millis() / 1_000 - 1);
    }

    public static Net of(List<Genesis.Validator> validators, long genesisSeconds) {
        return new Net(genesis(61_127, genesisSeconds, Params.local(), validators));
    }

    /// A network like the local one, but another.
    public static Net other() {
        return new Net(genesis(61_128, Params.local()));
    }

    public Genesis genesis() {
        return genesis;
    }

    public ChainConfig config(Path directory) {
        return ChainConfig.of(directory, genesis, VALIDATOR).with(fast());
    }

    /// Without a directory, for stores in memory.
    public ChainConfig config() {
        return config(Path.of("unused")).with(new StateConfig(1_024, false, 8 << 20));
    }

    /// In memory, for another validator than the usual one.
    public ChainConfig config(Bls.Key key) {
        return ChainConfig.of(Path.of("unused"), genesis, key)
                .with(fast())
                .with(new StateConfig(1_024, false, 8 << 20));
    }

    static Pace fast() {
        return new Pace(Duration.ZERO, Duration.ZERO, Duration.ofMillis(5));
    }

    public Chain open(KeyValue store) {
        return Chain.over(store, config(), new Metrics(), BlockClock.system());
    }

    public static PrivateKey key(String name) {
        return PrivateKey.of(
                Digests.INSTANCE.sha256(Utf8.encode("key of " + name)).bytes());
    }

    public static Address address(String name) {
        return Secp256k1.addressOf(key(name));
    }

    public static Bls.Key validatorKey() {
        return VALIDATOR;
    }

    // ── transactions ──

    public byte[] pay(String from, long nonce, String to, long obol) {
        return tx(from, nonce, new Verb.Transfer(address(to)), Coin.of(new Amount(obol)));
    }

    public byte[] delegate(String from, long nonce, String to) {
        var limit = Amount.stoa(10);
        var terms = new Terms(
                address(to),
                Terms.SCOPES_ALL,
                List.of(),
                limit,
                60,
                limit,
                limit,
                START,
                START + 1_000_000_000,
                0,
                "test");
        return tx(from, nonce, new Verb.Delegate(0, terms), Coin.ZERO);
    }

    public byte[] openSession(String from, long nonce, long obol, long seconds) {
        var maxima = new Prices(Price.CAP, Price.CAP, Price.CAP);
        return tx(
                from,
                nonce,
                new Verb.OpenSession(
                        TINY, new Amount(obol), maxima, seconds, address(from + "'s session"), address(from)),
                Coin.ZERO);
    }

    public byte[] closeSession(String from, long nonce, long session) {
        return tx(from, nonce, new Verb.CloseSession(session), Coin.ZERO);
    }

    public byte[] tx(String from, long nonce, Verb verb, Coin value) {
        return tx(from, nonce, verb, value, Fees.gas(verb), genesis.chainId());
    }

    public byte[] tx(String from, long nonce, Verb verb, Coin value, long gasLimit, long chainId) {
        var call = VERBS.encode(verb);
        var price = BigInteger.valueOf(Coin.WEI_PER_OBOL);
        var tx = EthTx.dynamicFee(
                chainId, nonce, BigInteger.ZERO, price, gasLimit, call.to(), value.toWei(), call.data());
        return tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), key(from)));
    }

    // ── reading ──

    public static StateKey account(String name) {
        return Tables.ACCOUNTS.key(address(name));
    }

    public static long obol(Chain chain, String name) {
        return accountOf(chain, name).balance().obol();
    }

    public static long nonce(Chain chain, String name) {
        return accountOf(chain, name).nonce();
    }

    private static Account accountOf(Chain chain, String name) {
        return chain.state().find(Tables.ACCOUNTS, address(name)).orElse(Account.EMPTY);
    }

    public static Optional<Long> sessionOf(Chain chain, String payer) {
        return chain.state().scan(Tables.SESSIONS, new byte[0], new byte[0], 1_000).stream()
                .filter(row -> row.value().payer().equals(address(payer)))
                .map(row -> row.key())
                .findFirst();
    }

    private static Genesis genesis(long chainId, Params params) {
        return genesis(
                chainId,
                START,
                params,
                List.of(new Genesis.Validator(
                        address("validator"), VALIDATOR.publicKey(), VALIDATOR.provePossession(), 1)));
    }

    private static Genesis genesis(long chainId, long timeSeconds, Params params, List<Genesis.Validator> validators) {
        var accounts = new ArrayList<Genesis.Account>();
        for (var name : PEOPLE) accounts.add(new Genesis.Account(address(name), Coin.of(Amount.stoa(1_000_000))));
        var hosts = new ArrayList<Genesis.Host>();
        for (int i = 1; i <= 3; i++)
            hosts.add(new Genesis.Host(
                    address("h" + i),
                    address("owner" + i),
                    "http://127.0.0.1:" + (9_000 + i),
                    List.of(TINY),
                    Amount.stoa(10_000),
                    List.of(new Genesis.Rate(TINY, 100))));
        return new Genesis(
                chainId,
                timeSeconds,
                params,
                address("registrar"),
                address("faucet"),
                accounts,
                List.of(new Genesis.Model(TINY, PRICES, 4_096, 1, List.of("stoa-java"))),
                hosts,
                validators);
    }
}
