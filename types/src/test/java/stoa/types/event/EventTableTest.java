// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.abi.EventEncoder;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Samples;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;
import stoa.types.state.SessionStep;

class EventTableTest {
    private static final long SEED = 20_261_103;
    private static final int ROUNDS = 200;
    private static final EventTable EVENTS = new EventTable(HASHING);

    static List<Class<?>> kinds() {
        return Samples.kinds(Event.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void an_event_comes_back_from_its_log(Class<?> kind) throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var event = samples.any(kind.asSubclass(Event.class));
            var log = EVENTS.encode(event);
            assertEquals(event, EVENTS.decode(log), "seed " + SEED);
            if (round < 5)
                TestBytes.assertOneSpelling(SEED + round, log.data(), 50, data -> EVENTS.encode(
                                EVENTS.decode(new Log(log.address(), log.topics(), data)))
                        .data());
        }
    }

    @Test
    void every_kind_is_some_event_and_its_first_topic_is_keccak_of_its_signature() {
        var samples = new Samples(SEED);
        var kinds = new TreeSet<EventKind>();
        for (var kind : kinds()) {
            var log = EVENTS.encode(samples.any(kind.asSubclass(Event.class)));
            var found = EVENTS.find(log.topics().getFirst()).orElseThrow();
            assertTrue(kinds.add(found), kind.getSimpleName());
            assertEquals(kind.getSimpleName(), found.event().name());
            assertEquals(found.capability().address(), log.address());
            assertEquals(
                    EventEncoder.buildEventSignature(found.event().signature()),
                    log.topics().getFirst().toString());
        }
        assertEquals(List.of(EventKind.values()), List.copyOf(kinds));
    }

    @Test
    void a_transfer_can_be_filtered_by_sender_and_recipient() {
        var ann = Address.parse("0x" + "a1".repeat(20));
        var bob = Address.parse("0x" + "b2".repeat(20));
        var log = EVENTS.encode(new Event.Transferred(ann, bob, new Coin(1, 5)));
        assertEquals(Capability.ACCOUNTS.address(), log.address());
        assertEquals(
                List.of("0x" + "0".repeat(24) + "a1".repeat(20), "0x" + "0".repeat(24) + "b2".repeat(20)),
                log.topics().subList(1, 3).stream().map(Hash::toString).toList());
    }

    @Test
    void a_log_of_someone_else_is_refused() {
        var log = EVENTS.encode(new Event.SessionStepped(4, SessionStep.CLOSE, 99));
        assertMalformed(new Log(Address.ZERO, log.topics(), log.data()));
        assertMalformed(new Log(log.address(), List.of(), log.data()));
        assertMalformed(new Log(log.address(), List.of(log.topics().getFirst()), log.data()));
        assertMalformed(new Log(log.address(), List.of(Hash.ZERO, log.topics().get(1)), log.data()));
        assertMalformed(new Log(log.address(), log.topics(), Bytes.EMPTY));
        var more = new ArrayList<>(log.topics());
        more.add(Hash.ZERO);
        assertMalformed(new Log(log.address(), more, log.data()));
        var step = log.data().clone();
        step[31] = 100;
        assertMalformed(new Log(log.address(), log.topics(), step));
    }

    private static void assertMalformed(Log log) {
        assertThrows(Malformed.class, () -> EVENTS.decode(log));
    }
}
