// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;
import stoa.types.codec.Utf8;

/// What a network begins with. Its hash names the network: it is in every EIP-712 domain and under every seed.
///
/// Lists are kept sorted, so two files that say the same in another order are the same genesis. What contradicts itself
/// is an `IllegalArgumentException` in the words of whoever writes the file.
///
/// @param chainId Ethereum's number for the network
/// @param timeSeconds unix time of the genesis block and start of epoch 0
/// @param registrar may add and retire models; the zero address for nobody
/// @param faucet hands out coin on a test network; the zero address for none
/// @param accounts balances; with the hosts' collateral they are the whole supply
/// @param validators who signs blocks and seeds from the start
public record Genesis(
        long chainId,
        long timeSeconds,
        Params params,
        Address registrar,
        Address faucet,
        List<Account> accounts,
        List<Model> models,
        List<Host> hosts,
        List<Validator> validators) {
    private static final int MOST = 1 << 20;

    public record Account(Address address, Coin balance) {}

    /// As in the verb `addModel`.
    public record Model(ModelId id, Prices prices, long context, long coefficient, List<String> engineClasses) {
        public Model {
            engineClasses = List.copyOf(engineClasses);
            require(context >= 1 && context <= stoa.types.state.Model.MOST_CONTEXT, id + ": context is out of range");
            require(
                    coefficient >= 0 && coefficient <= stoa.types.state.Model.MOST_COEFFICIENT,
                    id + ": coefficient is out of range");
            require(
                    engineClasses.size() <= stoa.types.state.Model.MOST_ENGINE_CLASSES,
                    id + ": too many engine classes");
            for (var each : engineClasses)
                require(
                        Utf8.encode(each).length <= stoa.types.state.Model.MOST_ENGINE_CLASS_BYTES,
                        id + ": an engine class is too long");
        }
    }

    /// @param collateral new coin, beside the balances
    /// @param provenRates what it starts with; the models it serves and names no rate for start with 0
    public record Host(
            Address address,
            Address owner,
            String endpoint,
            List<ModelId> models,
            Amount collateral,
            List<Rate> provenRates) {
        public Host {
            models = sorted(models, id -> id, address + ": the model");
            provenRates = sorted(provenRates, Rate::model, address + ": the rate for");
            require(models.size() <= stoa.types.state.Host.MOST_MODELS, address + ": too many models");
            require(
                    Utf8.encode(endpoint).length <= stoa.types.state.Host.MOST_ENDPOINT_BYTES,
                    address + ": the endpoint is too long");
            for (var rate : provenRates)
                require(models.contains(rate.model), address + ": a rate for a model it does not serve: " + rate.model);
        }
    }

    /// @param unitsPerSecond 0 to 2^30
    public record Rate(ModelId model, long unitsPerSecond) {
        public Rate {
            require(
                    unitsPerSecond >= 0 && unitsPerSecond <= 1L << 30,
                    model + ": a rate is 0 to 2^30 units per second");
        }
    }

    /// @param address its consensus address
    /// @param blsKey 48 bytes
    /// @param proof of possession of the key, 96 bytes
    public record Validator(Address address, byte[] blsKey, byte[] proof, long power) {
        public static final int BLS_KEY_BYTES = 48;
        public static final int PROOF_BYTES = 96;
        public static final long MOST_POWER = 1L << 40;

        public Validator {
            require(blsKey.length == BLS_KEY_BYTES, address + ": a BLS key has 48 bytes");
            require(proof.length == PROOF_BYTES, address + ": a proof of possession has 96 bytes");
            require(power >= 1 && power <= MOST_POWER, address + ": a power is 1 to 2^40");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Validator that
                    && address.equals(that.address)
                    && Arrays.equals(blsKey, that.blsKey)
                    && Arrays.equals(proof, that.proof)
                    && power == that.power;
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }
    }

    public Genesis {
        require(chainId >= 1 && chainId <= EthTx.CHAIN_ID_MAX, "chainId is at least 1 and fits a signature");
        require(timeSeconds >= 1 && timeSeconds < 1L << 40, "timeSeconds is a unix time");
        accounts = sorted(accounts, Account::address, "the account");
        models = sorted(models, Model::id, "the model");
        hosts = sorted(hosts, Host::address, "the host");
        validators = sorted(validators, Validator::address, "the validator");
        require(!validators.isEmpty(), "a network needs at least one validator");
        var known = new TreeSet<ModelId>();
        for (var model : models) known.add(model.id);
        for (var host : hosts)
            for (var id : host.models) require(known.contains(id), host.address + ": serves an unknown model: " + id);
        for (var account : accounts)
            require(!Capability.isSystem(account.address), account.address + ": a system address holds no coin");
        supply(accounts, hosts);
    }

    /// Everything that exists at the start.
    public Amount supply() {
        return supply(accounts, hosts);
    }

    /// The genesis as its one spelling; its JSON form is for people.
    public byte[] encode() {
        return GenesisCodec.GENESIS.encode(this);
    }

    public static Genesis parse(byte[] bytes) throws Malformed {
        var genesis = GenesisCodec.GENESIS.parse(bytes);
        if (!Arrays.equals(genesis.encode(), bytes)) throw new Malformed("the lists of the genesis are not sorted");
        return genesis;
    }

    /// SHA-256 of [#encode].
    public Hash hash(Hashing hashing) {
        return hashing.sha256(encode());
    }

    private static Amount supply(List<Account> accounts, List<Host> hosts) {
        var sum = Coin.ZERO;
        for (var account : accounts) sum = within(sum, account.balance);
        for (var host : hosts) sum = within(sum, Coin.of(host.collateral));
        require(sum.isWhole(), "the supply is not a whole number of obol");
        return new Amount(sum.obol());
    }

    private static Coin within(Coin sum, Coin more) {
        require(
                sum.toWei()
                                .add(more.toWei())
                                .compareTo(Coin.of(new Amount(Amount.CAP_OBOL)).toWei())
                        <= 0,
                "the supply is above 10^18 obol");
        return sum.plus(more);
    }

    private static <T, K extends Comparable<K>> List<T> sorted(List<T> list, Function<T, K> key, String what) {
        require(list.size() <= MOST, "a list of the genesis is too long");
        var byKey = new TreeMap<K, T>();
        for (var each : list)
            require(byKey.put(key.apply(each), each) == null, what + " " + key.apply(each) + " is there twice");
        return List.copyOf(new ArrayList<>(byKey.values()));
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException(what);
    }
}
