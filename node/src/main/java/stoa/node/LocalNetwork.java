// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.io.AtomicFile;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;

/// The keys and the genesis of a network on one machine: three funded accounts for trying things out, a faucet that is
/// also the registrar, N hosts of N owners, one gateway, one validator.
public record LocalNetwork(
        Genesis genesis,
        PrivateKey faucet,
        PrivateKey gateway,
        List<PrivateKey> accounts,
        List<HostKeys> hosts,
        Bls.Key validator) {
    /// The number upstream's clients call `localnet`.
    public static final long CHAIN_ID = 61_127;
    public static final int ACCOUNTS = 3;
    public static final int HOSTS = 3;
    public static final int MOST_HOSTS = 64;

    private static final Amount ACCOUNT_FUNDS = Amount.stoa(1_000_000);
    private static final Amount OWNER_FUNDS = Amount.stoa(10_000);
    private static final Amount FAUCET_FUNDS = Amount.stoa(100_000_000);
    private static final Amount COLLATERAL = Amount.stoa(100_000);
    /// Units per second a bundled host starts with; the tiny model does more, two cores share it.
    private static final long RATE = 1_000;
    /// 2 and 6 obol a unit: small enough to play for hours, large enough to see.
    private static final Prices PRICES = new Prices(
            Price.ofObolPerMillion(2_000_000), Price.ofObolPerMillion(500_000), Price.ofObolPerMillion(6_000_000));

    /// A host's own key, and its owner's.
    public record HostKeys(PrivateKey host, PrivateKey owner) {}

    /// What a new network serves.
    ///
    /// @param context in tokens
    public record Served(ModelId model, long context, String engineClass) {}

    /// Reads the network in `home`, or makes it.
    ///
    /// @param hosts how many hosts a new network has, three if unsaid; an existing one keeps the number it was made
    /// with
    /// @throws Home.Unusable when what is there contradicts what is asked
    public static LocalNetwork open(
            Home home, java.util.Optional<Integer> hosts, int portBase, Served served, InstantSource clock)
            throws IOException {
        boolean fresh = !Files.exists(home.genesis());
        int number = fresh
                ? hosts.orElse(HOSTS)
                : GenesisFile.read(home.genesis()).hosts().size();
        var validator = blsKey(home);
        var accounts = new ArrayList<PrivateKey>();
        for (int i = 1; i <= ACCOUNTS; i++) accounts.add(home.key("account-" + i));
        var keys = new ArrayList<HostKeys>();
        for (int i = 1; i <= number; i++) keys.add(new HostKeys(home.key("host-" + i), home.key("owner-" + i)));
        var faucet = home.key("faucet");
        var gateway = home.key("gateway");
        if (fresh) {
            var genesis = genesis(faucet, gateway, accounts, keys, alone(validator), portBase, served, clock);
            GenesisFile.write(home.genesis(), genesis);
        }
        var genesis = GenesisFile.read(home.genesis());
        if (hosts.isPresent() && number != hosts.get())
            throw new Home.Unusable("the network in " + home.dir() + " was made with " + number
                    + " hosts: leave --hosts out, or begin anew with --fresh");
        if (genesis.models().stream().noneMatch(model -> model.id().equals(served.model())))
            throw new Home.Unusable("the network in " + home.dir() + " was made for "
                    + genesis.models().stream().map(model -> model.id().name()).toList() + ", not "
                    + served.model() + ": begin anew with --fresh, or choose another --data");
        return new LocalNetwork(genesis, faucet, gateway, accounts, keys, validator);
    }

    /// Makes the keys and the genesis of a network whose validators exist already.
    ///
    /// @param hosts three if unsaid
    public static Genesis found(
            Home home,
            java.util.Optional<Integer> hosts,
            int portBase,
            Served served,
            InstantSource clock,
            List<Genesis.Validator> validators)
            throws IOException {
        var accounts = new ArrayList<PrivateKey>();
        for (int i = 1; i <= ACCOUNTS; i++) accounts.add(home.key("account-" + i));
        var keys = new ArrayList<HostKeys>();
        for (int i = 1; i <= hosts.orElse(HOSTS); i++)
            keys.add(new HostKeys(home.key("host-" + i), home.key("owner-" + i)));
        var genesis =
                genesis(home.key("faucet"), home.key("gateway"), accounts, keys, validators, portBase, served, clock);
        GenesisFile.write(home.genesis(), genesis);
        return genesis;
    }

    private static Genesis genesis(
            PrivateKey faucet,
            PrivateKey gateway,
            List<PrivateKey> accounts,
            List<HostKeys> keys,
            List<Genesis.Validator> validators,
            int portBase,
            Served served,
            InstantSource clock) {
        var balances = new ArrayList<Genesis.Account>();
        balances.add(funded(faucet, FAUCET_FUNDS));
        balances.add(funded(gateway, OWNER_FUNDS));
        accounts.forEach(key -> balances.add(funded(key, ACCOUNT_FUNDS)));
        var hosts = new ArrayList<Genesis.Host>();
        for (int i = 0; i < keys.size(); i++) {
            balances.add(funded(keys.get(i).owner(), OWNER_FUNDS));
            hosts.add(new Genesis.Host(
                    address(keys.get(i).host()),
                    address(keys.get(i).owner()),
                    Ports.host(portBase, i).toString(),
                    List.of(served.model()),
                    COLLATERAL,
                    List.of(new Genesis.Rate(served.model(), RATE))));
        }
        return new Genesis(
                CHAIN_ID,
                clock.instant().getEpochSecond(),
                Params.local(),
                address(faucet),
                address(faucet),
                balances,
                List.of(new Genesis.Model(served.model(), PRICES, served.context(), 1, List.of(served.engineClass()))),
                hosts,
                validators);
    }

    private static List<Genesis.Validator> alone(Bls.Key validator) {
        return List.of(new Genesis.Validator(
                Ports.validatorAddress(validator), validator.publicKey(), validator.provePossession(), 1));
    }

    private static Genesis.Account funded(PrivateKey key, Amount amount) {
        return new Genesis.Account(address(key), Coin.of(amount));
    }

    static Address address(PrivateKey key) {
        return Secp256k1.addressOf(key);
    }

    private static Bls.Key blsKey(Home home) throws IOException {
        var file = home.keys().resolve("validator.bls");
        if (!Files.exists(file)) AtomicFile.writePrivate(file, stoa.kit.crypto.RandomBytes.next(32));
        return Bls.Key.fromSeed(Files.readAllBytes(file));
    }
}
