// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.client.fake.Script;
import stoa.client.wallet.TxRefused;
import stoa.client.wallet.Wallet;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.state.Host;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// A host enters the ledger, and corrects it.
class RegistrationTest {
    private static final URI ENDPOINT = URI.create("https://host.example");
    private static final List<ModelId> MODELS = List.of(new ModelId("b"), new ModelId("a"));

    @TempDir
    Path folder;

    private Stand stand;

    @BeforeEach
    void start() {
        stand = new Stand(folder);
        stand.ledger.script((tx, state) -> {
            switch (tx.verb()) {
                case Verb.RegisterHost verb -> {
                    assertEquals(verb.host(), verb.consenter(), "the host's own key consents");
                    assertEquals(tx.sender(), verb.owner());
                    state.put(
                            Tables.HOSTS,
                            verb.host(),
                            new Host(verb.owner(), verb.endpoint(), verb.models(), Amount.ZERO, Amount.ZERO, 0, false));
                }
                case Verb.UpdateHost verb ->
                    state.put(
                            Tables.HOSTS,
                            verb.host(),
                            state.get(Tables.HOSTS, verb.host()).orElseThrow().serving(verb.endpoint(), verb.models()));
                case Verb.DepositCollateral verb ->
                    state.put(
                            Tables.HOSTS,
                            verb.host(),
                            state.get(Tables.HOSTS, verb.host())
                                    .orElseThrow()
                                    .withCollateral(new Amount(tx.value().obol()), 0));
                default -> {}
            }
            return Script.does();
        });
    }

    @AfterEach
    void stop() throws Exception {
        stand.close();
    }

    @Test
    void a_new_host_is_registered_with_its_consent_and_its_collateral() {
        var key = Stand.key("new host");
        var wanted = new HostRegistration.Wanted(ENDPOINT, MODELS, Amount.stoa(5));
        var report = HostRegistration.register(stand.wallet, key, wanted);
        assertEquals(new HostRegistration.Report(true, false, Amount.stoa(5)), report);
        var row = stand.ledger.get(Tables.HOSTS, key.address()).orElseThrow();
        assertEquals("https://host.example", row.endpoint());
        assertEquals(stand.ownerKey.address(), row.owner());
        assertEquals(Amount.stoa(5), row.collateral());
        assertEquals(
                new HostRegistration.Report(false, false, Amount.ZERO),
                HostRegistration.register(stand.wallet, key, wanted),
                "doing it again changes nothing");
        var elsewhere = new HostRegistration.Wanted(URI.create("http://h2"), MODELS, Amount.ZERO);
        assertTrue(HostRegistration.register(stand.wallet, key, elsewhere).updated());
    }

    @Test
    void another_s_host_or_a_retired_one_is_refused_before_anything_is_paid() throws Exception {
        var wanted = new HostRegistration.Wanted(ENDPOINT, MODELS, Amount.stoa(5));
        try (var stranger = new Wallet(stand.ledger, Stand.key("stranger"))) {
            var refused =
                    assertThrows(TxRefused.class, () -> HostRegistration.register(stranger, stand.hostKey, wanted));
            assertEquals(Reason.HOST_NOT_YOURS, refused.reason());
        }
        var row = stand.ledger.get(Tables.HOSTS, stand.hostKey.address()).orElseThrow();
        stand.ledger.put(Tables.HOSTS, stand.hostKey.address(), row.asRetired());
        assertEquals(
                Reason.HOST_RETIRED,
                assertThrows(TxRefused.class, () -> HostRegistration.register(stand.wallet, stand.hostKey, wanted))
                        .reason());
        assertEquals(List.of(), stand.ledger.verbs());
    }

    @Test
    void an_operator_registers_for_the_owner_under_a_delegation() throws Exception {
        stand.ledger.script((_, _) -> Script.does());
        try (var operator = new Wallet(stand.ledger, Stand.key("operator"))) {
            HostRegistration.register(
                    operator,
                    stand.ownerKey.address(),
                    7,
                    Stand.key("new host"),
                    new HostRegistration.Wanted(ENDPOINT, MODELS, Amount.stoa(1)));
        }
        var acts = stand.ledger.verbs().stream().map(Verb.Act.class::cast).toList();
        assertEquals(7, acts.getFirst().delegation());
        assertEquals(
                stand.ownerKey.address(), ((Verb.RegisterHost) acts.getFirst().inner()).owner());
        assertEquals(Coin.of(Amount.stoa(1)), acts.getLast().value());
    }

    @Test
    void a_host_that_starts_elsewhere_corrects_the_ledger_if_it_may() throws Exception {
        stand.with(config -> at(config, "http://127.0.0.1:9")).start();
        Stand.eventually(() -> stand.ledger
                .get(Tables.HOSTS, stand.hostKey.address())
                .orElseThrow()
                .endpoint()
                .equals("http://127.0.0.1:9"));
        int verbs = stand.ledger.verbs().size();
        stand.kill();
        assertEquals(verbs, stand.ledger.verbs().size(), "once is enough");
    }

    @Test
    void a_host_that_may_not_correct_the_ledger_serves_all_the_same() throws Exception {
        var row = stand.ledger.get(Tables.HOSTS, stand.hostKey.address()).orElseThrow();
        stand.ledger.put(
                Tables.HOSTS,
                stand.hostKey.address(),
                new Host(
                        Stand.key("another owner").address(),
                        row.endpoint(),
                        row.models(),
                        row.collateral(),
                        row.pending(),
                        0,
                        false));
        var payer = stand.session(1);
        stand.with(config -> at(config, "http://127.0.0.1:9")).start();
        payer.chat();
        assertEquals(
                0,
                stand.ledger.verbs().stream()
                        .filter(Verb.UpdateHost.class::isInstance)
                        .count());
        stand.ledger.edit(state -> state.remove(Tables.HOSTS, stand.hostKey.address()));
        stand.kill();
        payer.chat();
    }

    private static HostConfig at(HostConfig config, String endpoint) {
        return new HostConfig(
                config.bind(),
                0,
                Optional.of(URI.create(endpoint)),
                config.data(),
                config.concurrency(),
                config.bodyBytesInFlight(),
                config.settleEvery(),
                config.incrementWait(),
                config.evidenceKept(),
                config.drain(),
                config.maxBodyBytes());
    }

    @Test
    void a_configuration_that_cannot_work_is_refused_by_name() {
        var good = Stand.config(folder);
        for (var bad : List.<Runnable>of(
                () -> good.withSettleEvery(Duration.ZERO),
                () -> new HostConfig("x", 70_000, Optional.empty(), folder, 1, 1, null, null, null, null, 1),
                () -> new HostConfig(
                        "x",
                        1,
                        Optional.empty(),
                        folder,
                        0,
                        1 << 20,
                        good.drain(),
                        good.drain(),
                        good.drain(),
                        good.drain(),
                        1 << 20),
                () -> new HostConfig(
                        "x",
                        1,
                        Optional.empty(),
                        folder,
                        1,
                        1_024,
                        good.drain(),
                        good.drain(),
                        good.drain(),
                        good.drain(),
                        1 << 20)))
            assertTrue(assertThrows(IllegalArgumentException.class, bad::run)
                    .getMessage()
                    .startsWith("host."));
    }
}
