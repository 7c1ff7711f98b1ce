// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.Samples;
import stoa.types.Signature;
import stoa.types.codec.AbiFunction;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;
import stoa.types.codec.Utf8;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.state.Terms;

class VerbTableTest {
    private static final long SEED = 20_261_102;
    private static final int ROUNDS = 200;
    private static final VerbTable VERBS = new VerbTable(HASHING);
    private static final Address ANN = Address.parse("0x" + "a1".repeat(20));
    private static final Address BOB = Address.parse("0x" + "b2".repeat(20));
    private static final Prices MAXIMA = new Prices(new Price(1), new Price(2), new Price(3));

    static List<Class<?>> kinds() {
        return Samples.kinds(Verb.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_verb_comes_back_as_it_was_written(Class<?> kind) throws Refused, Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var verb = samples.verb(kind);
            var call = VERBS.encode(verb);
            assertEquals(verb, decode(call.to(), call.data()), "seed " + SEED);
            if (round < 5) TestBytes.assertOneSpelling(SEED + round, call.data(), 100, data -> recode(call.to(), data));
        }
    }

    @Test
    void every_function_is_some_verb_and_its_selector_is_keccak_of_its_signature() {
        var samples = new Samples(SEED);
        var functions = new TreeSet<VerbFunction>();
        for (var kind : kinds()) {
            var call = VERBS.encode(samples.verb(kind));
            VERBS.find(call.to(), call.data()).ifPresent(functions::add);
        }
        assertEquals(List.of(VerbFunction.values()), List.copyOf(functions));
        var settle = VERBS.encode(new Verb.Settle(List.of()));
        var digest = HASHING.keccak256(Utf8.encode("settle((uint64,uint8,uint64,uint64,uint64,bytes32)[],bytes[])"));
        assertArrayEquals(Arrays.copyOf(digest.bytes(), 4), Arrays.copyOf(settle.data(), 4));
        assertEquals(Capability.SESSIONS.address(), settle.to());
    }

    @Test
    void no_two_functions_share_a_selector() {
        var seen = new TreeSet<String>();
        for (var each : VerbFunction.values())
            assertTrue(seen.add(each.capability() + "/" + each.function().selector(HASHING)), each.name());
        for (var each : ViewFunction.values())
            assertTrue(seen.add(each.capability() + "/" + each.function().selector(HASHING)), each.name());
    }

    @Test
    void call_data_are_what_web3j_writes() {
        assertCall(
                new Verb.OpenSession(new ModelId("stoa-tiny"), new Amount(5_000_000), MAXIMA, 60, ANN, BOB),
                new Utf8String("stoa-tiny"),
                uint64(5_000_000),
                uint64(1),
                uint64(2),
                uint64(3),
                new Uint32(60),
                address(ANN),
                address(BOB));
        assertCall(new Verb.TopUp(9, 15, Amount.stoa(1)), uint64(9), new Uint8(15), uint64(1_000_000_000));
        var inner = VERBS.encode(new Verb.CloseSession(3));
        assertCall(
                new Verb.Act(7, inner.to(), Coin.ZERO, new Verb.CloseSession(3)),
                uint64(7),
                address(inner.to()),
                new Uint256(0),
                new org.web3j.abi.datatypes.DynamicBytes(inner.data()));
        assertCall(
                new Verb.UpdateHost(ANN, "http://127.0.0.1:8410", List.of(new ModelId("a"), new ModelId("b"))),
                address(ANN),
                new Utf8String("http://127.0.0.1:8410"),
                new org.web3j.abi.datatypes.DynamicArray<>(Utf8String.class, new Utf8String("a"), new Utf8String("b")));
    }

    @Test
    void structs_are_what_web3j_writes() {
        var terms = new Terms(
                ANN, 3, List.of(new ModelId("m")), new Amount(10), 60, new Amount(100), new Amount(5), 1, 2, 1, "bot");
        assertCall(
                new Verb.Delegate(4, terms),
                uint64(4),
                new org.web3j.abi.datatypes.DynamicStruct(
                        address(ANN),
                        new Uint8(3),
                        new org.web3j.abi.datatypes.DynamicArray<>(Utf8String.class, new Utf8String("m")),
                        uint64(10),
                        uint64(60),
                        uint64(100),
                        uint64(5),
                        uint64(1),
                        uint64(2),
                        new Uint8(1),
                        new Utf8String("bot")));
        var root = HASHING.sha256(Bytes.EMPTY);
        var signature = new Signature(root, root, 1);
        var voucher = new Voucher(8, 2, 3, new Amount(40), new Amount(50), root);
        assertCall(
                new Verb.Settle(List.of(new SignedVoucher(voucher, signature, Address.ZERO))),
                new org.web3j.abi.datatypes.DynamicArray<>(
                        org.web3j.abi.datatypes.StaticStruct.class,
                        List.of(new org.web3j.abi.datatypes.StaticStruct(
                                uint64(8),
                                new Uint8(2),
                                uint64(3),
                                uint64(40),
                                uint64(50),
                                new org.web3j.abi.datatypes.generated.Bytes32(root.bytes())))),
                new org.web3j.abi.datatypes.DynamicArray<>(
                        org.web3j.abi.datatypes.DynamicBytes.class,
                        new org.web3j.abi.datatypes.DynamicBytes(signature.bytes())));
    }

    @Test
    void signers_are_recovered_and_a_signature_of_nobody_names_nobody() throws Refused {
        var samples = new Samples(SEED);
        var voucher = samples.any(Voucher.class);
        var nobody = new Signature(Hash.ZERO, Hash.ZERO, 0);
        var verb = new Verb.Settle(List.of(new SignedVoucher(voucher, nobody, ANN)));
        var call = VERBS.encode(verb);
        var settled = assertInstanceOf(Verb.Settle.class, decode(call.to(), call.data()));
        assertEquals(Address.ZERO, settled.vouchers().getFirst().signer());
    }

    @Test
    void an_act_may_hold_an_act_for_the_rules_to_refuse_but_no_deeper() throws Refused {
        Verb inner = new Verb.Act(1, Capability.SESSIONS.address(), Coin.ZERO, new Verb.CloseSession(3));
        Verb outer = new Verb.Act(2, Capability.DELEGATIONS.address(), Coin.ZERO, inner);
        var call = VERBS.encode(outer);
        assertEquals(outer, decode(call.to(), call.data()));
        var deeper = VERBS.encode(new Verb.Act(3, Capability.DELEGATIONS.address(), Coin.ZERO, outer));
        assertRefused(Reason.MALFORMED, deeper);
    }

    @Test
    void what_names_no_verb_is_refused() {
        assertRefused(Reason.NO_CODE, new Call(ANN, new byte[] {1, 2, 3, 4}));
        assertRefused(Reason.MALFORMED, new Call(Capability.SESSIONS.address(), new byte[] {1, 2, 3, 4}));
        assertRefused(Reason.MALFORMED, new Call(Capability.SESSIONS.address(), new byte[] {1, 2, 3}));
        var unused = Address.parse("0x" + "0".repeat(24) + "53544f41" + "00ff" + "0".repeat(4));
        var beyond = Address.parse("0x" + "0".repeat(28) + "53544f41" + "00ff");
        assertTrue(Capability.isSystem(beyond));
        assertRefused(Reason.NO_CODE, new Call(unused, new byte[4]));
        assertRefused(Reason.MALFORMED, new Call(beyond, new byte[4]));
        // a verb of another capability
        var close = VERBS.encode(new Verb.CloseSession(3));
        assertRefused(Reason.MALFORMED, new Call(Capability.HOSTS.address(), close.data()));
    }

    @Test
    void empty_data_are_a_transfer_wherever_they_go() throws Refused {
        assertEquals(new Verb.Transfer(ANN), decode(ANN, Bytes.EMPTY));
        var system = Capability.HOSTS.address();
        assertEquals(new Verb.Transfer(system), decode(system, Bytes.EMPTY)); // the rules refuse it
    }

    @Test
    void trailing_bytes_and_numbers_out_of_range_are_refused() {
        var close = VERBS.encode(new Verb.CloseSession(3));
        assertRefused(Reason.MALFORMED, new Call(close.to(), Arrays.copyOf(close.data(), close.data().length + 32)));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.TOP_UP, 1, 2, Amount.CAP_OBOL + 1));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.CLOSE_SESSION, BigInteger.TWO.pow(63)));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.RETIRE_MODEL, "Capital"));
        assertRefused(
                Reason.MALFORMED, raw(VerbFunction.OPEN_SESSION, "m", 1, Price.CAP.fixed() + 1, 1, 1, 60, ANN, ANN));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.MOVE, 1, 0, 1, 5, 9, Bytes.EMPTY));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.MOVE, 1, 0, 1, 5, 9, new byte[64]));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.MOVE, 1, 0, 1, 5, 9, new byte[65])); // v is 0
        assertRefused(
                Reason.BALANCE_TOO_LOW,
                raw(
                        VerbFunction.ACT,
                        1,
                        ANN,
                        Coin.of(new Amount(Amount.CAP_OBOL)).toWei().add(BigInteger.ONE),
                        Bytes.EMPTY));
    }

    @Test
    void oversized_lists_and_texts_are_refused_with_their_own_reason() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 65; i++) names.add("m" + i);
        assertRefused(Reason.HOST_MALFORMED, raw(VerbFunction.UPDATE_HOST, ANN, "http://h", names));
        assertRefused(Reason.HOST_MALFORMED, raw(VerbFunction.UPDATE_HOST, ANN, "x".repeat(257), List.of()));
        assertRefused(
                Reason.HOST_MALFORMED, raw(VerbFunction.REGISTER_HOST, ANN, BOB, "http://h", names, new byte[65]));
        var prices = List.of(1, 1, 1);
        assertRefused(Reason.MODEL_MALFORMED, raw(VerbFunction.ADD_MODEL, "m", prices, 1, 1, names));
        assertRefused(Reason.MODEL_MALFORMED, raw(VerbFunction.ADD_MODEL, "m", prices, 1, 1, List.of("c".repeat(65))));
        assertRefused(Reason.DELEGATION_MALFORMED, raw(VerbFunction.DELEGATE, 0, terms(names, "label")));
        assertRefused(Reason.DELEGATION_MALFORMED, raw(VerbFunction.DELEGATE, 0, terms(List.of(), "é".repeat(33))));
        var voucher = List.of(1, 0, 1, 1, 1, Hash.ZERO);
        var signature = new Signature(Hash.ZERO, Hash.ZERO, 0).bytes();
        int many = VerbDecoder.MOST_ITEMS + 1;
        assertRefused(
                Reason.TOO_MANY_ITEMS,
                raw(VerbFunction.SETTLE, Collections.nCopies(many, voucher), Collections.nCopies(many, signature)));
        assertRefused(Reason.MALFORMED, raw(VerbFunction.SETTLE, List.of(voucher, voucher), List.of(signature)));
    }

    @Test
    void gas_grows_with_the_items_and_act_adds_the_inner_verb() {
        var samples = new Samples(SEED);
        var voucher = samples.any(SignedVoucher.class);
        long one = Fees.gas(new Verb.Settle(List.of(voucher)));
        assertEquals(VerbFunction.SETTLE.gasPerItem(), Fees.gas(new Verb.Settle(List.of(voucher, voucher))) - one);
        assertEquals(21_000, Fees.gas(new Verb.Transfer(ANN)));
        var inner = new Verb.Settle(List.of(voucher));
        assertEquals(
                VerbFunction.ACT.gas() + one,
                Fees.gas(new Verb.Act(1, Capability.SESSIONS.address(), Coin.ZERO, inner)));
        for (var kind : kinds()) assertTrue(Fees.gas(samples.verb(kind)) >= Fees.TRANSFER, kind.getSimpleName());
    }

    private static List<Object> terms(List<String> models, String label) {
        return List.of(ANN, 1, models, 1, 1, 1, 1, 1, 1, 1, label);
    }

    private static Call raw(VerbFunction row, Object... arguments) {
        return new Call(row.capability().address(), row.function().encodeCall(HASHING, List.of(arguments)));
    }

    private static Verb decode(Address to, byte[] data) throws Refused {
        return VERBS.decode(to, data, Samples.TYPED, Samples.RECOVERY);
    }

    private static byte[] recode(Address to, byte[] data) throws Malformed {
        try {
            return VERBS.encode(decode(to, data)).data();
        } catch (Refused refused) {
            throw new Malformed(String.valueOf(refused.getMessage()));
        }
    }

    private static void assertRefused(Reason reason, Call call) {
        var refused = assertThrows(Refused.class, () -> decode(call.to(), call.data()));
        assertEquals(reason, refused.reason(), refused.getMessage());
    }

    private static void assertCall(Verb verb, Type<?>... arguments) {
        var data = VERBS.encode(verb).data();
        var web3j = Hex.decode("0x" + FunctionEncoder.encodeConstructor(List.of(arguments)));
        assertEquals(
                Hex.encode(web3j),
                Hex.encode(Arrays.copyOfRange(data, AbiFunction.SELECTOR_BYTES, data.length)),
                verb.toString());
    }

    private static Uint64 uint64(long value) {
        return new Uint64(value);
    }

    private static org.web3j.abi.datatypes.Address address(Address address) {
        return new org.web3j.abi.datatypes.Address(address.toString());
    }
}
