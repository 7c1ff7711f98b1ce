// SPDX-License-Identifier: Apache-2.0
package stoa.types.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Blob;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.codec.Rlp;
import stoa.types.codec.TestBytes;
import stoa.types.event.Event;
import stoa.types.event.EventTable;
import stoa.types.tx.VerbFunction;

/// What leaders post and clients send, byte by byte.
class OutcomeTest {
    private static final long SEED = 20_261_122;
    private final Random random = new Random(SEED);

    /// [CTR-6]
    @Test
    void an_outcome_has_one_spelling() throws Malformed {
        for (int i = 0; i < 200; i++) {
            var outcome = outcome(i % 3);
            byte[] bytes = Outcome.CODEC.encode(outcome);
            assertEquals(outcome, Outcome.parse(new Blob(bytes)), "seed " + SEED);
            if (i < 10)
                TestBytes.assertOneSpelling(
                        SEED + i, bytes, 100, each -> Outcome.CODEC.encode(Outcome.parse(new Blob(each))));
        }
    }

    /// [CTR-6]
    @Test
    void the_result_binds_the_run_and_every_byte() {
        var one = outcome(0);
        var encoded = new Blob(Outcome.CODEC.encode(one));
        var result = one.result(HASHING, one.execution());
        assertEquals(result, Outcome.result(HASHING, one.execution(), encoded));
        assertNotEquals(result, one.result(HASHING, Hash.ZERO));
        byte[] other = encoded.bytes().clone();
        other[other.length - 1] ^= 1;
        assertNotEquals(result, Outcome.result(HASHING, one.execution(), new Blob(other)));
        other = encoded.bytes().clone();
        other[0] ^= 1;
        assertEquals(result, Outcome.result(HASHING, one.execution(), new Blob(other)), "the digest is given apart");
    }

    /// [CTR-6]
    @Test
    void what_cannot_be_is_not_read() {
        var write = new Outcome.SlotWrite(Hash.ZERO, (1L << 32) - 1, new Blob(new byte[2]));
        assertMalformed(of(0, List.of(write), List.of()));
        assertMalformed(of(0, List.of(new Outcome.SlotWrite(Hash.ZERO, 0, Blob.EMPTY)), List.of()));
        assertMalformed(of(1, List.of(new Outcome.SlotWrite(Hash.ZERO, 0, new Blob(new byte[1]))), List.of()));
        assertMalformed(of(3, List.of(), List.of()));
        var to = Address.parse("0x" + "a1".repeat(20));
        assertMalformed(of(
                0,
                List.of(),
                List.of(new Message(true, false, to, Coin.ZERO, Blob.EMPTY, Blob.EMPTY, BigInteger.ZERO))));
    }

    private static Outcome of(int code, List<Outcome.SlotWrite> writes, List<Message> messages) {
        return new Outcome(Hash.ZERO, code, Blob.EMPTY, List.of(), writes, messages, List.of());
    }

    private static void assertMalformed(Outcome outcome) {
        assertThrows(Malformed.class, () -> Outcome.parse(new Blob(Outcome.CODEC.encode(outcome))));
    }

    private Outcome outcome(int code) {
        var writes = new ArrayList<Outcome.SlotWrite>();
        var messages = new ArrayList<Message>();
        var events = new ArrayList<Outcome.ContractEvent>();
        for (int i = random.nextInt(3); code == 0 && i > 0; i--) {
            writes.add(new Outcome.SlotWrite(
                    TestBytes.hash(random), random.nextInt(1 << 20), new Blob(TestBytes.bytes(random, 1 + i))));
            boolean deploys = random.nextBoolean();
            messages.add(new Message(
                    deploys,
                    random.nextBoolean(),
                    deploys ? Address.ZERO : TestBytes.address(random),
                    new Coin(random.nextInt(99), random.nextInt(99)),
                    new Blob(TestBytes.bytes(random, i)),
                    deploys ? new Blob(TestBytes.bytes(random, i)) : Blob.EMPTY,
                    deploys ? new BigInteger(256, random) : BigInteger.ZERO));
            events.add(
                    new Outcome.ContractEvent(List.of(TestBytes.hash(random)), new Blob(TestBytes.bytes(random, 4))));
        }
        return new Outcome(
                TestBytes.hash(random),
                code,
                new Blob(TestBytes.bytes(random, random.nextInt(9))),
                List.of(new Blob(TestBytes.bytes(random, 3))),
                writes,
                messages,
                events);
    }

    /// [CTR-9] Vectors of the network that invented the form.
    @Test
    void salted_addresses_are_upstreams() {
        assertEquals(
                Address.parse("0x31a38fac42349dc16a84a22fbbaccbb6e238b7f9"),
                Addresses.salted(
                        HASHING,
                        Address.parse("0x03fb09251ec05ee9ca36c98644070b89111d4b3f"),
                        BigInteger.valueOf(127),
                        255));
        assertEquals(
                Address.parse("0x87f784fcb9061db5fee8401b971779af41671aac"),
                Addresses.salted(HASHING, Address.ZERO, BigInteger.ONE, 61_999));
    }

    /// [CTR-2] Selectors and the log that unmodified clients know.
    @Test
    void unmodified_clients_find_what_they_look_for() {
        assertEquals(0x27241a99, VerbFunction.ADD_TRANSACTION.function().selector(HASHING));
        assertEquals(0xe71d5196, VerbFunction.ADD_TRANSACTION_UNTIL.function().selector(HASHING));
        assertEquals(0x8b5de1bc, VerbFunction.SUBMIT_APPEAL.function().selector(HASHING));
        assertEquals(0x70ba3339, VerbFunction.CANCEL_TRANSACTION.function().selector(HASHING));
        var log = new EventTable(HASHING)
                .encode(new Event.Contracts.NewTransaction(Hash.ZERO, Address.ZERO, Address.ZERO));
        assertEquals(
                "0xdab9102861c7483a187584d6371d88316f005af507982ccf95c110879f3ed5a5",
                log.topics().getFirst().toString());
        for (var alias :
                List.of("0xb7278A61aa25c888815aFC32Ad3cC52fF24fE575", "0x88B0F18613Db92Bf970FfE264E02496e20a74D16")) {
            var address = Address.parse(alias.toLowerCase(java.util.Locale.ROOT));
            assertEquals(Capability.CONTRACTS, Capability.at(address).orElseThrow());
            assertTrue(Capability.isSystem(address));
        }
    }

    /// [CTR-2] The inner data of the transactions that `genlayer-js` makes.
    @Test
    void inner_data_are_read_as_clients_write_them() throws Malformed {
        var write = new Blob(stoa.types.Hex.decode("0xd79516046172677315090c78066d6574686f641c73657400"));
        var call = CallData.parse(write, false);
        assertEquals(21, call.calldata().length());
        assertFalse(call.leaderOnly());
        var deploy = Rlp.encode(Rlp.Item.of(
                Rlp.Item.of("# code".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Rlp.Item.of(new byte[] {6}),
                Rlp.Item.of(new byte[] {1})));
        assertTrue(CallData.parse(new Blob(deploy), true).leaderOnly());
        assertEquals(6, CallData.parse(new Blob(deploy), true).code().length());
        assertThrows(Malformed.class, () -> CallData.parse(new Blob(deploy), false));
        assertThrows(Malformed.class, () -> CallData.parse(Blob.EMPTY, false));
        var flag = Rlp.encode(Rlp.Item.of(Rlp.Item.of(new byte[] {6}), Rlp.Item.of(new byte[] {3})));
        assertThrows(Malformed.class, () -> CallData.parse(new Blob(flag), false));
    }
}
