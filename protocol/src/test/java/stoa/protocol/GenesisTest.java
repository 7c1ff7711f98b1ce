// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.PRICES;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.event.Event;
import stoa.types.state.One;
import stoa.types.state.Standing;
import stoa.types.state.Tables;

/// The first state.
class GenesisTest {
    /// [GEN-1]
    @Test
    void a_network_begins_with_what_its_genesis_says() {
        var story = given();
        var totals = story.state.find(Tables.TOTALS, One.ONE).orElseThrow();
        assertEquals(Amount.stoa(9_000), totals.supply());
        assertEquals(Amount.stoa(3_000), totals.collateral());
        assertEquals(Coin.of(Amount.stoa(1_000)), Facts.balanceOf(story, "ann"));
        assertEquals(PRICES, story.state.find(Tables.MODELS, TINY).orElseThrow().prices());
        assertEquals(new Standing(1_000, 1_000, 800), Facts.standing(story, TINY, "h1"));
        assertEquals(Params.local(), story.state.find(Tables.PARAMS, One.ONE).orElseThrow());
        assertEquals(OptionalLong.of(START + 60), story.protocol.nextDueSeconds(story.state));
    }

    /// [GEN-1]
    @Test
    void the_same_genesis_is_the_same_state() {
        var genesis = given().genesis;
        var one = Protocol.of(TestHashing.HASHING, genesis).genesis(genesis).changes();
        var other = Protocol.of(TestHashing.HASHING, genesis).genesis(genesis).changes();
        assertEquals(Bytes.of(one), Bytes.of(other));
    }

    /// [GEN-1]
    @Test
    void a_genesis_out_of_range_founds_nothing() {
        var low = new Prices(new Price(1), Price.FLOOR, Price.FLOOR);
        var cheap = with(List.of(new Genesis.Model(TINY, low, 10, 1, List.of())), List.of());
        var h1 = new Genesis.Host(address("h1"), address("olga"), "nowhere", List.of(TINY), Amount.ZERO, List.of());
        var lost = with(List.of(new Genesis.Model(TINY, PRICES, 10, 1, List.of())), List.of(h1));
        for (var genesis : List.of(cheap, lost))
            assertThrows(IllegalArgumentException.class, () -> Protocol.of(TestHashing.HASHING, genesis)
                    .genesis(genesis));
    }

    private static Genesis with(List<Genesis.Model> models, List<Genesis.Host> hosts) {
        var base = given(Story.Beginning::noHosts).genesis;
        return new Genesis(
                base.chainId(),
                base.timeSeconds(),
                base.params(),
                base.registrar(),
                base.faucet(),
                base.accounts(),
                models,
                hosts,
                base.validators());
    }

    /// [GEN-1]
    @Test
    void views_can_begin_with_the_first_facts() {
        var story = given();
        var facts = story.protocol.genesisEvents(story.genesis);
        long coin = 0;
        for (var fact : facts) {
            if (fact instanceof Event.Transferred paid && paid.from().equals(Address.ZERO))
                coin += paid.coin().obol();
            if (fact instanceof Event.CollateralDeposited put)
                coin += put.amount().obol();
        }
        assertEquals(stoa(9_000), coin);
        assertTrue(facts.contains(new Event.StandingSet(TINY, address("h1"), 1_000, 1_000, 800)));
        assertEquals(new Event.EpochDecided(0, START, START + 60, 3_000), facts.getLast());
    }

    /// [VER-1]
    @Test
    void a_ledger_of_a_version_this_program_does_not_know_stops_the_node() {
        var newer = new ParamsFor(Params.local()).version(Protocol.NEWEST + 1).params();
        var halt = assertThrows(Halt.class, () -> given(world -> world.params(newer)));
        assertTrue(String.valueOf(halt.getMessage()).contains("install a newer one"));
        var story = given();
        var draft = new Draft(story.state);
        draft.put(Tables.PARAMS, One.ONE, newer);
        var input = new BlockInput(1, START + 1, address("validator 0"), Story.sigma(1), List.of());
        assertThrows(Halt.class, () -> story.protocol.execute(draft, input));
    }

    /// Changes as something that can be compared.
    private record Bytes(String text) {
        static Bytes of(Changes changes) {
            var text = new StringBuilder();
            for (var write : changes.writes())
                text.append(write.key())
                        .append('=')
                        .append(write.value() == null ? "-" : stoa.types.Hex.encode(write.value()))
                        .append('\n');
            return new Bytes(text.toString());
        }
    }

    /// [MOD-1]
    @Test
    void a_model_of_the_genesis_is_a_model_like_any_other() {
        given().when(Verbs.registers("ann", "h9", TINY, new ModelId("big"))).accepted();
    }
}
