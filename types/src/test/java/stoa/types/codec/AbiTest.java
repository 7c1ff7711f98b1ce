// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Int128;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hex;

class AbiTest {
    @Test
    void soliditys_own_example_holds() throws Malformed {
        var types = types("uint256", "uint32[]", "bytes10", "bytes");
        List<Object> values =
                List.of(0x123L, List.of(0x456L, 0x789L), Utf8.encode("1234567890"), Utf8.encode("Hello, world!"));
        var bytes = Abi.encode(types, values);
        assertEquals(
                "0x" + "0".repeat(61) + "123" + "0".repeat(62) + "80" + "31323334353637383930" + "0".repeat(44)
                        + "0".repeat(62) + "e0" + "0".repeat(63) + "2" + "0".repeat(61) + "456" + "0".repeat(61) + "789"
                        + "0".repeat(63) + "d" + "48656c6c6f2c20776f726c6421" + "0".repeat(38),
                Hex.encode(bytes));
        assertEquals(TestBytes.plain(values), TestBytes.plain(Abi.decode(types, bytes)));
    }

    @Test
    void viem_lays_out_nested_tuples_and_arrays_the_same_way() throws Malformed {
        var types = types(
                "(uint64 a,(string b,int72[2] c,bytes d)[] e,bool f)[2]",
                "bytes3[]",
                "string[2][]",
                "int8",
                "uint256",
                "address");
        var least = BigInteger.ONE.shiftLeft(71).negate();
        var first = List.of(
                List.of("héllo", List.of(-1, least), Hex.decode("0x010203")),
                List.of("", List.of(7, least.not()), Bytes.EMPTY));
        List<Object> values = List.of(
                List.of(List.of(5, first, true), List.of(new BigInteger("18446744073709551615"), List.of(), false)),
                List.of(Hex.decode("0x010203"), Hex.decode("0xffffff")),
                List.of(List.of("a", "bb"), List.of("x".repeat(33), "")),
                -128,
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                Address.parse("0x" + "ab".repeat(20)));
        var bytes = Hex.decode(TestBytes.viem("abi"));
        assertEquals(Hex.encode(bytes), Hex.encode(Abi.encode(types, values)));
        assertEquals(TestBytes.plain(values), TestBytes.plain(Abi.decode(types, bytes)));
        TestBytes.assertOneSpelling(1, bytes, 2_000, damaged -> Abi.encode(types, Abi.decode(types, damaged)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void web3j_writes_the_same_bytes(long seed) throws Malformed {
        var random = new Random(seed);
        var types = types("(uint64,uint8,bytes32)[]", "bytes[]", "(string,uint256[],int128)", "address", "bool");
        var vouchers = new ArrayList<List<Object>>();
        var theirVouchers = new ArrayList<StaticStruct>();
        for (int n = random.nextInt(5); n > 0; n--) {
            var session = new BigInteger(64, random);
            var lane = random.nextInt(256);
            var root = TestBytes.hash(random);
            vouchers.add(List.of(session, lane, root));
            theirVouchers.add(new StaticStruct(new Uint64(session), new Uint8(lane), new Bytes32(root.bytes())));
        }
        var blobs = new ArrayList<byte[]>();
        for (int n = random.nextInt(5); n > 0; n--) blobs.add(TestBytes.bytes(random, random.nextInt(70)));
        var numbers = List.of(new BigInteger(256, random), BigInteger.ZERO);
        var signed = new BigInteger(127, random).negate();
        var address = TestBytes.address(random);
        var theirs = FunctionEncoder.encodeConstructor(List.of(
                new DynamicArray<>(StaticStruct.class, theirVouchers),
                new DynamicArray<>(
                        DynamicBytes.class,
                        blobs.stream().map(DynamicBytes::new).toList()),
                new DynamicStruct(
                        new Utf8String("ağ€"),
                        new DynamicArray<>(
                                Uint256.class,
                                numbers.stream().map(Uint256::new).toList()),
                        new Int128(signed)),
                new org.web3j.abi.datatypes.Address(address.toString()),
                new org.web3j.abi.datatypes.Bool(true)));
        List<Object> values = List.of(vouchers, blobs, List.of("ağ€", numbers, signed), address, true);
        assertEquals("0x" + theirs, Hex.encode(Abi.encode(types, values)), "seed " + seed);
        assertEquals(TestBytes.plain(values), TestBytes.plain(Abi.decode(types, Hex.decode("0x" + theirs))));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void any_value_of_any_type_has_one_spelling(long seed) throws Malformed {
        var random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            var types = new ArrayList<AbiType>();
            var values = new ArrayList<Object>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                types.add(randomType(random, 1));
                values.add(randomValue(random, types.getLast()));
            }
            var bytes = Abi.encode(types, values);
            var why = "seed " + seed + ", " + types;
            assertEquals(TestBytes.plain(values), TestBytes.plain(Abi.decode(types, bytes)), why);
            TestBytes.assertOneSpelling(seed, bytes, 40, damaged -> Abi.encode(types, Abi.decode(types, damaged)));
            for (var type : types)
                assertEquals(type.canonical(), AbiType.parse(type.canonical()).canonical());
        }
    }

    @Test
    void a_number_too_wide_for_its_type_is_refused_at_its_edge() throws Malformed {
        for (int bits : new int[] {8, 56, 64, 72, 248}) {
            var limit = BigInteger.ONE.shiftLeft(bits);
            var type = types("uint" + bits);
            assertEquals(
                    limit.subtract(BigInteger.ONE),
                    Abi.decode(type, word(limit.subtract(BigInteger.ONE))).integer(0));
            assertMalformed("too large", type, word(limit));
            assertThrows(IllegalArgumentException.class, () -> Abi.encode(type, List.of(limit)));
            assertThrows(IllegalArgumentException.class, () -> Abi.encode(type, List.of(-1)));
            var half = BigInteger.ONE.shiftLeft(bits - 1);
            var signed = types("int" + bits);
            assertEquals(half.negate(), Abi.decode(signed, word(half.negate())).integer(0));
            assertMalformed("too large", signed, word(half));
            assertMalformed("too large", signed, word(half.not().subtract(BigInteger.ONE)));
            assertThrows(IllegalArgumentException.class, () -> Abi.encode(signed, List.of(half)));
        }
    }

    @Test
    void dirty_padding_is_refused() {
        assertMalformed("neither 0 nor 1", types("bool"), word(BigInteger.TWO));
        assertMalformed("too large", types("bool"), word(BigInteger.valueOf(256)));
        assertMalformed("not zero", types("address"), word(BigInteger.ONE.shiftLeft(160)));
        assertMalformed("not zero", types("bytes4"), word(BigInteger.ONE));
        var text = Abi.encode(types("string"), List.of("abc"));
        text[text.length - 1] = 1;
        assertMalformed("not zero", types("string"), text);
        assertMalformed("UTF-8", types("string"), Abi.encode(types("bytes"), List.of(new byte[] {(byte) 0xff})));
    }

    @Test
    void an_offset_that_skips_shares_or_goes_back_is_refused() {
        var two = types("bytes", "bytes");
        var good = Abi.encode(two, List.of(Bytes.EMPTY, Bytes.EMPTY));
        var shared = good.clone();
        shared[63] = 0x40;
        assertMalformed("next tail", two, shared);
        assertMalformed("next tail", two, java.util.Arrays.copyOf(shared, 96));
        var back = good.clone();
        back[31] = 0;
        assertMalformed("next tail", two, back);
        var gap = new byte[good.length + 32];
        System.arraycopy(good, 0, gap, 0, 96);
        gap[63] = (byte) 0x80;
        assertMalformed("next tail", two, gap);
        assertMalformed("32 trailing bytes", two, java.util.Arrays.copyOf(good, good.length + 32));
        assertMalformed("1 trailing bytes", two, java.util.Arrays.copyOf(good, good.length + 1));
    }

    @Test
    void a_bomb_is_refused_before_it_costs_anything() {
        for (var type :
                List.of("bytes", "string", "uint8[]", "string[]", "(bytes32,bytes32,string)[]", "uint8[1000][]")) {
            for (int count : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 1}) {
                var bomb = new byte[64];
                bomb[31] = 32;
                Bytes.putInt(bomb, 60, count);
                assertThrows(Malformed.class, () -> Abi.decode(types(type), bomb), type);
            }
            var far = new byte[64];
            java.util.Arrays.fill(far, (byte) 0xff);
            assertThrows(Malformed.class, () -> Abi.decode(types(type), far), type);
            assertThrows(Malformed.class, () -> Abi.decode(types(type), Bytes.EMPTY), type);
        }
    }

    @Test
    void a_type_is_spelled_one_way_and_bounded() {
        assertEquals(
                "(address,uint8[3][])[2]",
                AbiType.parse("(address host, uint8[3][] xs)[2]").canonical());
        for (var bad : List.of(
                "",
                "uint",
                "int",
                "uint7",
                "uint264",
                "uint08",
                "bytes0",
                "bytes33",
                "bytes01",
                "Uint8",
                "uint8[0]",
                "uint8[",
                "uint8]",
                "()",
                "(uint8",
                "(uint8,)",
                "uint8 x",
                "address payable",
                "uint8[-1]",
                "uint8[99999999]",
                "bytes32[40000]",
                "uint8[10000][10000]",
                "(uint8 9x)")) assertThrows(IllegalArgumentException.class, () -> AbiType.parse(bad), bad);
        assertThrows(IllegalArgumentException.class, () -> AbiType.parse("(".repeat(5_000)));
        assertThrows(IllegalArgumentException.class, () -> AbiType.parse("(".repeat(40) + "uint8" + ")".repeat(40)));
        assertThrows(IllegalArgumentException.class, () -> AbiType.parse("uint8" + "[]".repeat(16)));
        assertEquals(16, AbiType.parse("uint8" + "[]".repeat(15)).depth());
    }

    @Test
    void a_value_that_does_not_fit_its_type_is_our_bug() {
        for (var misfit : List.<List<?>>of(
                List.of("address", "0x00"),
                List.of("bytes32", new byte[31]),
                List.of("bytes4", Hash.ZERO),
                List.of("uint8", "1"),
                List.of("string", new byte[1]),
                List.of("bytes", "x"),
                List.of("bool", 1),
                List.of("uint8[]", 1),
                List.of("uint8[2]", List.of(1)),
                List.of("(uint8,uint8)", List.of(1)),
                List.of("string", "\udc00")))
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Abi.encode(types((String) misfit.get(0)), List.of(misfit.get(1))),
                    () -> String.valueOf(misfit.get(0)));
        assertThrows(IllegalArgumentException.class, () -> Abi.encode(types("bool"), List.of()));
    }

    @Test
    void values_are_read_by_place() throws Malformed {
        var types = types("uint64", "int8", "uint256", "bytes32", "(bytes,string,bool)", "uint8");
        var values = Abi.decode(
                types,
                Abi.encode(
                        types, List.of(7, -1, BigInteger.TWO.pow(64), Hash.ZERO, List.of(new byte[2], "x", true), 9)));
        assertEquals(7, values.u63(0));
        assertEquals(9, values.u63(5));
        assertThrows(Malformed.class, () -> values.u63(1));
        assertThrows(Malformed.class, () -> values.u63(2));
        assertThrows(ClassCastException.class, () -> values.u63(3));
        assertEquals(BigInteger.TWO.pow(64), values.integer(2));
        assertEquals(BigInteger.ONE.negate(), values.integer(1));
        assertEquals(Hash.ZERO, values.hash(3));
        assertArrayEquals(new byte[2], values.list(4).bytes(0));
        assertEquals("x", values.list(4).text(1));
        assertTrue(values.list(4).bool(2));
        assertThrows(UnsupportedOperationException.class, () -> values.set(0, 1));
    }

    private static AbiType randomType(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 7 : 11)) {
            case 0 -> new AbiType.Uint(8 * (1 + random.nextInt(32)));
            case 1 -> new AbiType.Int(8 * (1 + random.nextInt(32)));
            case 2 -> AbiType.ADDRESS;
            case 3 -> AbiType.BOOL;
            case 4 -> new AbiType.FixedBytes(1 + random.nextInt(32));
            case 5 -> AbiType.BYTES;
            case 6 -> AbiType.STRING;
            case 7, 8 -> new AbiType.Array(randomType(random, depth + 1));
            case 9 -> new AbiType.FixedArray(randomType(random, depth + 1), 1 + random.nextInt(3));
            default -> {
                var fields = new ArrayList<AbiParameter>();
                for (int n = 1 + random.nextInt(3); n > 0; n--)
                    fields.add(new AbiParameter("", randomType(random, depth + 1)));
                yield new AbiType.Tuple(fields);
            }
        };
    }

    private static Object randomValue(Random random, AbiType type) {
        return switch (type) {
            case AbiType.Uint(int bits) -> new BigInteger(random.nextInt(bits + 1), random);
            case AbiType.Int(int bits) -> {
                var number = new BigInteger(random.nextInt(bits), random);
                yield random.nextBoolean() ? number : number.not();
            }
            case AbiType.Addr _ -> TestBytes.address(random);
            case AbiType.Bool _ -> random.nextBoolean();
            case AbiType.FixedBytes(int size) -> size == 32 ? TestBytes.hash(random) : TestBytes.bytes(random, size);
            case AbiType.ByteString _ -> TestBytes.bytes(random, random.nextInt(70));
            case AbiType.Text _ -> "aß€😀".repeat(random.nextInt(9));
            case AbiType.Array(var element) -> randomValues(random, element, random.nextInt(4));
            case AbiType.FixedArray(var element, int length) -> randomValues(random, element, length);
            case AbiType.Tuple(var fields) ->
                fields.stream().map(field -> randomValue(random, field.type())).toList();
        };
    }

    private static List<Object> randomValues(Random random, AbiType element, int count) {
        var values = new ArrayList<Object>();
        for (int i = 0; i < count; i++) values.add(randomValue(random, element));
        return values;
    }

    private static List<AbiType> types(String... texts) {
        return java.util.Arrays.stream(texts).map(AbiType::parse).toList();
    }

    private static byte[] word(BigInteger number) {
        return AbiEncoder.word(new AbiType.Int(256), number).bytes();
    }

    private static void assertMalformed(String why, List<AbiType> types, byte[] bytes) {
        var malformed = assertThrows(Malformed.class, () -> Abi.decode(types, bytes));
        assertTrue(String.valueOf(malformed.getMessage()).contains(why), malformed.getMessage());
    }
}
