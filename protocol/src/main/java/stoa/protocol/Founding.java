// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import stoa.protocol.epochs.Weights;
import stoa.protocol.hosts.Hosts;
import stoa.protocol.models.Models;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.Account;
import stoa.types.state.Chance;
import stoa.types.state.Due;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.Totals;
import stoa.types.state.Validator;

/// The first state, from the genesis. [GEN-1]
final class Founding {
    private final Genesis genesis;
    private final World world;
    private final Draft draft;
    private final List<Event> events = new ArrayList<>();

    /// The first seed is the genesis hash itself: it binds every later one to this network.
    Founding(Genesis genesis, Hash genesisHash) {
        this.genesis = genesis;
        this.world = new World(
                0,
                genesis.timeSeconds(),
                genesisHash,
                genesis.params(),
                genesis.registrar(),
                genesisHash,
                genesis.chainId());
        this.draft = new Draft(new MemoryState());
    }

    /// The first facts, as views fold them: coin comes from the zero address.
    List<Event> facts() {
        found();
        var facts = new ArrayList<Event>();
        for (var account : genesis.accounts())
            facts.add(new Event.Transferred(Address.ZERO, account.address(), account.balance()));
        for (var event : events) if (event instanceof Event.ModelAdded) facts.add(event);
        for (var host : genesis.hosts()) {
            facts.add(new Event.HostRegistered(host.address(), host.owner(), host.endpoint(), host.models()));
            facts.add(new Event.CollateralDeposited(host.address(), Address.ZERO, host.collateral()));
        }
        for (var event : events) if (event instanceof Event.StandingSet) facts.add(event);
        var epoch = draft.find(Tables.EPOCH, One.ONE).orElseThrow();
        facts.add(new Event.EpochDecided(0, epoch.startSeconds(), epoch.endSeconds(), weight()));
        return facts;
    }

    private long weight() {
        long sum = 0;
        for (var event : events) if (event instanceof Event.StandingSet set) sum = Weights.plus(sum, set.weight());
        return sum;
    }

    Draft found() {
        money();
        draft.put(Tables.PARAMS, One.ONE, genesis.params());
        draft.put(Tables.CHANCE, One.ONE, new Chance(0, world.seed()));
        for (var validator : genesis.validators())
            draft.put(Tables.VALIDATORS, validator.address(), new Validator(validator.blsKey(), validator.power()));
        models();
        hosts();
        epoch();
        if (!Evolve.apply(draft, world, events)) throw new Halt("the genesis does not balance");
        Block.balanced(draft);
        return draft;
    }

    private void money() {
        var balances = Coin.ZERO;
        var collateral = Amount.ZERO;
        for (var account : genesis.accounts()) {
            balances = balances.plus(account.balance());
            draft.put(Tables.ACCOUNTS, account.address(), new Account(0, account.balance()));
        }
        for (var host : genesis.hosts()) collateral = collateral.plus(host.collateral());
        draft.put(
                Tables.TOTALS,
                One.ONE,
                new Totals(
                        balances,
                        Amount.ZERO,
                        Amount.ZERO,
                        collateral,
                        Amount.ZERO,
                        Amount.ZERO,
                        genesis.supply(),
                        Amount.ZERO));
    }

    private void models() {
        for (var model : genesis.models()) {
            require(
                    Models.sound(model.prices(), model.context(), model.coefficient(), model.engineClasses()),
                    "the model " + model.id() + " is out of range");
            events.add(new Event.ModelAdded(
                    model.id(), model.prices(), model.context(), model.coefficient(), model.engineClasses()));
        }
    }

    private void hosts() {
        var coefficients = new TreeMap<ModelId, Long>();
        for (var model : genesis.models()) coefficients.put(model.id(), model.coefficient());
        for (var host : genesis.hosts()) {
            require(Hosts.sound(host.endpoint(), host.models()), "the host " + host.address() + " is out of range");
            Hosts.found(draft, host);
            standings(host, coefficients);
        }
    }

    private void standings(Genesis.Host host, TreeMap<ModelId, Long> coefficients) {
        var proven = new ArrayList<Weights.Proven>();
        for (var rate : host.provenRates())
            if (rate.unitsPerSecond() > 0)
                proven.add(new Weights.Proven(rate.model(), rate.unitsPerSecond(), coefficients.get(rate.model())));
        Weights.standings(genesis.params(), host.collateral(), proven)
                .forEach((model, standing) -> events.add(new Event.StandingSet(
                        model, host.address(), standing.provenRate(), standing.weight(), standing.backed())));
    }

    private void epoch() {
        long end = genesis.timeSeconds() + genesis.params().epochSeconds();
        draft.put(Tables.EPOCH, One.ONE, new Epoch(0, genesis.timeSeconds(), end));
        draft.put(Tables.DUE, new Due.Decide(end), One.ONE);
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException("genesis: " + what);
    }
}
