// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.abci.Request;
import stoa.chain.abci.Response;
import stoa.chain.comet.home.CometHome;
import stoa.chain.comet.home.CometKey;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.kit.metrics.Metrics;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.codec.Utf8;

/// A consensus that always agrees, in one thread: validators take turns proposing, every one judges, and all must
/// answer
/// a decided block with the same bytes.
final class FakeComet implements AutoCloseable {
    final Net net;
    final List<Validator> validators = new ArrayList<>();
    private final Path directory;
    private long height;
    private long timeSeconds;
    private long snapshotEvery;

    /// One validator's keys and its application.
    static final class Validator {
        final CometKey consensusKey = CometKey.generate();
        final Bls.Key seedKey;
        CometDriver driver;
        Chain chain;

        Validator(int number) {
            seedKey = Bls.Key.fromSeed(
                    Digests.INSTANCE.sha256(Utf8.encode("fake " + number)).bytes());
        }

        Address address() {
            return consensusKey.address();
        }
    }

    FakeComet(int count, Path directory) {
        this.directory = directory;
        var genesis = new ArrayList<Genesis.Validator>();
        for (int i = 0; i < count; i++) {
            var validator = new Validator(i);
            validators.add(validator);
            genesis.add(new Genesis.Validator(
                    validator.address(), validator.seedKey.publicKey(), validator.seedKey.provePossession(), 10));
        }
        net = Net.of(genesis);
        timeSeconds = net.genesis().timeSeconds();
    }

    /// What is opened from now on makes snapshots.
    FakeComet snapshots(long every) {
        snapshotEvery = every;
        return this;
    }

    /// Opens a validator's application over a store, as after a restart when the store is not empty.
    Validator open(int number, KeyValue store) throws Exception {
        var validator = validators.get(number);
        validator.driver = driver(store, validator.seedKey, "node" + number, snapshotEvery);
        if (info(validator).lastHeight() == 0) validator.driver.initChain(initChain());
        validator.chain = Chain.over(validator.driver, new Metrics());
        return validator;
    }

    CometDriver driver(KeyValue store, Bls.Key key, String name, long snapshotEvery) throws Exception {
        var config = new CometConfig(
                "tcp://127.0.0.1:0",
                URI.create("http://127.0.0.1:1"),
                directory.resolve(name).resolve("snapshots"),
                snapshotEvery,
                2,
                0);
        return CometDriver.listen(store, net.config(key), config, new Metrics());
    }

    static Response.Info info(Validator validator) {
        return validator.driver.info(new Request.Info("0.38.25", "2.0.0"));
    }

    Request.InitChain initChain() {
        return initChain(CometHome.chainId(net.genesis()), timeSeconds, keys());
    }

    Request.InitChain initChain(String chainId, long seconds, List<Request.ValidatorUpdate> keys) {
        var state = Json.object()
                .put("genesis", net.genesis().hash(Digests.INSTANCE).toString());
        return new Request.InitChain(seconds, chainId, keys, Json.write(state), 1);
    }

    List<Request.ValidatorUpdate> keys() {
        return validators.stream()
                .map(each -> new Request.ValidatorUpdate(each.consensusKey.publicKey(), 10))
                .toList();
    }

    long next() {
        return height + 1;
    }

    long timeSeconds() {
        return timeSeconds;
    }

    Validator proposer() {
        return validators.get((int) (next() % validators.size()));
    }

    Response.PrepareProposal prepare(Validator proposer, List<byte[]> txs) {
        return proposer.driver.prepareProposal(
                new Request.PrepareProposal(1 << 20, txs, List.of(), next(), timeSeconds, proposer.address()));
    }

    boolean process(Validator judge, Validator proposer, List<byte[]> items) {
        return judge.driver
                .processProposal(new Request.ProcessProposal(items, List.of(), next(), timeSeconds, proposer.address()))
                .accept();
    }

    Response.FinalizeBlock decide(Validator validator, Validator proposer, List<byte[]> items) {
        return validator.driver.finalizeBlock(
                new Request.FinalizeBlock(items, List.of(), next(), timeSeconds, proposer.address()));
    }

    /// One block of these transactions by all validators that are open.
    Response.FinalizeBlock block(List<byte[]> txs) {
        var proposer = proposer();
        var items = prepare(proposer, txs).txs();
        Response.FinalizeBlock first = null;
        for (var validator : validators) {
            if (validator.driver == null) continue;
            assertTrue(process(validator, proposer, items), "an honest proposal is accepted");
            var answer = decide(validator, proposer, items);
            if (first == null) first = answer;
            assertArrayEquals(first.appHash(), answer.appHash());
            for (int i = 0; i < items.size(); i++)
                assertArrayEquals(
                        first.results().get(i).data(), answer.results().get(i).data());
            validator.driver.commit();
        }
        advance();
        return first;
    }

    /// The block just decided is done everywhere.
    void advance() {
        height++;
        timeSeconds++;
    }

    @Override
    public void close() {
        for (var validator : validators) if (validator.chain != null) validator.chain.close();
    }
}
