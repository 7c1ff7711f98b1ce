// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Signature;

class EthTxTest {
    private static final int BYTES_MAX = 1 << 16;
    private static final Hash ORDER = Hash.parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final Hash HALF = Hash.parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    @Test
    void the_example_of_eip_155_holds() throws Malformed {
        var raw = Hex.decode("0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
                + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
        var signed = EthTx.decode(raw, BYTES_MAX);
        var tx = signed.tx();
        assertEquals(1, tx.chainId());
        assertEquals(9, tx.nonce());
        assertEquals(BigInteger.valueOf(20_000_000_000L), tx.maxFeeWei());
        assertEquals(21_000, tx.gasLimit());
        assertEquals(Optional.of(Address.parse("0x" + "35".repeat(20))), tx.to());
        assertEquals(BigInteger.TEN.pow(18), tx.valueWei());
        assertEquals(0, tx.data().length);
        assertEquals(0, signed.signature().recovery());
        assertEquals(
                Hash.parse("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"),
                tx.signingDigest(HASHING));
        assertArrayEquals(raw, signed.raw());
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "accessList", "dynamicFee", "creation"})
    void what_viem_signs_is_read_and_hashed_as_viem_does(String name) throws Malformed {
        var raw = Hex.decode(TestBytes.viem(name + ".raw"));
        var signed = EthTx.decode(raw, BYTES_MAX);
        assertEquals(61127, signed.tx().chainId());
        assertEquals(Hash.parse(TestBytes.viem(name + ".hash")), signed.hash(HASHING));
        assertEquals(Hash.parse(TestBytes.viem(name + ".digest")), signed.tx().signingDigest(HASHING));
        assertEquals(name.equals("creation"), signed.tx().to().isEmpty());
        if (name.equals("creation")) return;
        assertEquals("0xdeadbeef00", Hex.encode(signed.tx().data()));
        assertEquals(
                new BigInteger("123456789012345678901234567890"), signed.tx().valueWei());
        assertEquals(name.equals("legacy") ? 0 : 2, signed.tx().accessList().size());
    }

    @Test
    void what_we_build_travels_as_viem_would_send_it() throws Malformed {
        var to = Address.parse("0x00000000000000000000000000000000005709a4");
        var value = new BigInteger("123456789012345678901234567890");
        var data = Hex.decode("0xdeadbeef00");
        var raw = Hex.decode(TestBytes.viem("legacy.raw"));
        var tx = EthTx.legacy(61127, 7, BigInteger.valueOf(1_000_000_000), 90_000, to, value, data);
        assertArrayEquals(raw, tx.raw(EthTx.decode(raw, BYTES_MAX).signature()));
        var plain =
                EthTx.dynamicFee(61127, 7, BigInteger.ONE, BigInteger.valueOf(3_000_000_000L), 90_000, to, value, data);
        var signature = new Signature(HALF, HALF, 1);
        var read = EthTx.decode(plain.raw(signature), BYTES_MAX);
        assertEquals(signature, read.signature());
        assertEquals(plain.signingDigest(HASHING), read.tx().signingDigest(HASHING));
        assertEquals(BigInteger.ONE, read.tx().maxPriorityWei());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_transaction_has_one_spelling(long seed) throws Malformed {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            var raw = random(random).raw(signature(random));
            TestBytes.assertOneSpelling(seed, raw, 50, damaged -> EthTx.decodeAnyChain(damaged, BYTES_MAX)
                    .raw());
        }
    }

    @Test
    void a_signature_for_every_chain_is_read_only_where_that_is_asked_for() throws Malformed {
        var tx = EthTx.legacy(0, 1, BigInteger.ONE, 21_000, Address.ZERO, BigInteger.ONE, Bytes.EMPTY);
        var raw = tx.raw(new Signature(HALF, HALF, 1));
        assertMalformed("without a chain id", raw);
        var read = EthTx.decodeAnyChain(raw, BYTES_MAX);
        assertEquals(0, read.tx().chainId());
        assertArrayEquals(raw, read.raw());
    }

    @Test
    void a_malleable_or_impossible_signature_is_refused() {
        assertMalformed("high half", legacy(37, Hash.parse("0x" + "11".repeat(32)), plusOne(HALF)));
        assertMalformed("r or s is out of range", legacy(37, ORDER, HALF));
        assertMalformed("r or s is out of range", legacy(37, HALF, ORDER));
        assertMalformed("r or s is out of range", legacy(37, Hash.ZERO, HALF));
        assertMalformed("r or s is out of range", legacy(37, HALF, Hash.ZERO));
        for (long v : new long[] {0, 1, 26, 29, 34, 35, 36, Long.MAX_VALUE})
            assertMalformed("v is out of range", legacy(v, HALF, HALF));
        assertMalformed("above 2^63", legacy(-1, HALF, HALF));
        var tx = EthTx.legacy(1, 1, BigInteger.ONE, 21_000, Address.ZERO, BigInteger.ONE, Bytes.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> tx.raw(new Signature(HALF, plusOne(HALF), 0)));
    }

    @Test
    void the_largest_chain_id_survives_the_legacy_v() throws Malformed {
        var tx = EthTx.legacy(EthTx.CHAIN_ID_MAX, 1, BigInteger.ONE, 21_000, Address.ZERO, BigInteger.ONE, Bytes.EMPTY);
        for (int recovery = 0; recovery < 2; recovery++) {
            var read = EthTx.decode(tx.raw(new Signature(HALF, HALF, recovery)), BYTES_MAX);
            assertEquals(EthTx.CHAIN_ID_MAX, read.tx().chainId());
            assertEquals(recovery, read.signature().recovery());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> EthTx.legacy(
                        EthTx.CHAIN_ID_MAX + 1, 1, BigInteger.ONE, 1, Address.ZERO, BigInteger.ONE, Bytes.EMPTY));
    }

    @Test
    void other_shapes_are_refused_with_a_reason() {
        assertMalformed("is empty", Bytes.EMPTY);
        assertMalformed("unknown transaction type 3; send type 0, 1 or 2", new byte[] {3, (byte) 0xc0});
        assertMalformed("unknown transaction type 128", new byte[] {(byte) 0x80});
        assertMalformed("a list of 0 items where 9 belong", new byte[] {(byte) 0xc0});
        assertMalformed("a list of 0 items where 12 belong", new byte[] {2, (byte) 0xc0});
        var raw = legacy(37, HALF, HALF);
        var tooLarge = assertThrows(Malformed.class, () -> EthTx.decode(raw, raw.length - 1));
        assertTrue(String.valueOf(tooLarge.getMessage()).contains("at most " + (raw.length - 1)));
        assertMalformed("trailing", Bytes.concat(raw, new byte[1]));
    }

    @Test
    void a_field_that_does_not_fit_is_refused() {
        var good = List.of(
                Rlp.Item.of(1),
                Rlp.Item.of(1),
                Rlp.Item.of(1),
                Rlp.Item.of(2),
                Rlp.Item.of(3),
                Rlp.Item.of(new byte[20]),
                Rlp.Item.of(4),
                Rlp.Item.of(new byte[3]),
                Rlp.Item.of(),
                Rlp.Item.of(1),
                Rlp.Item.of(HALF.bytes()),
                Rlp.Item.of(HALF.bytes()));
        assertMalformed("chain id", typed(good, 0, Rlp.Item.of(0)));
        assertMalformed("above 2^63", typed(good, 1, Rlp.Item.of(BigInteger.ONE.shiftLeft(63))));
        assertMalformed("priority fee", typed(good, 2, Rlp.Item.of(3)));
        assertMalformed("256 bits", typed(good, 3, Rlp.Item.of(BigInteger.ONE.shiftLeft(256))));
        assertMalformed("an address of 19 bytes", typed(good, 5, Rlp.Item.of(new byte[19])));
        assertMalformed("leading zeros", typed(good, 6, Rlp.Item.of(new byte[] {0, 1})));
        assertMalformed("a list where a string", typed(good, 7, Rlp.Item.of()));
        assertMalformed("a string where a list", typed(good, 8, Rlp.Item.of(0)));
        assertMalformed("where 2 belong", typed(good, 8, Rlp.Item.of(Rlp.Item.of())));
        assertMalformed(
                "a hash of 31 bytes",
                typed(
                        good,
                        8,
                        Rlp.Item.of(Rlp.Item.of(Rlp.Item.of(new byte[20]), Rlp.Item.of(Rlp.Item.of(new byte[31]))))));
        assertMalformed("parity", typed(good, 9, Rlp.Item.of(2)));
    }

    private static byte[] typed(List<Rlp.Item> good, int place, Rlp.Item bad) {
        var items = new ArrayList<>(good);
        items.set(place, bad);
        return Bytes.concat(new byte[] {2}, Rlp.encode(new Rlp.Item.Items(items)));
    }

    private static byte[] legacy(long v, Hash r, Hash s) {
        return Rlp.encode(Rlp.Item.of(
                Rlp.Item.of(1),
                Rlp.Item.of(1),
                Rlp.Item.of(21_000),
                Rlp.Item.of(new byte[20]),
                Rlp.Item.of(0),
                Rlp.Item.of(Bytes.EMPTY),
                Rlp.Item.of(new BigInteger(1, Bytes.ofLong(v))),
                Rlp.Item.of(new BigInteger(1, r.bytes())),
                Rlp.Item.of(new BigInteger(1, s.bytes()))));
    }

    private static EthTx random(Random random) {
        var kind = List.of(EthTx.Kind.values()).get(random.nextInt(3));
        var maxFee = new BigInteger(random.nextInt(257), random);
        var accesses = new ArrayList<EthTx.Access>();
        for (int n = kind == EthTx.Kind.LEGACY ? 0 : random.nextInt(3); n > 0; n--)
            accesses.add(new EthTx.Access(
                    TestBytes.address(random), random.nextBoolean() ? List.of() : List.of(TestBytes.hash(random))));
        return new EthTx(
                kind,
                (kind == EthTx.Kind.LEGACY ? 0 : 1) + random.nextLong(EthTx.CHAIN_ID_MAX),
                random.nextLong() >>> (1 + random.nextInt(63)),
                kind == EthTx.Kind.DYNAMIC_FEE ? maxFee.shiftRight(1) : maxFee,
                maxFee,
                random.nextInt(1 << 20),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(TestBytes.address(random)),
                new BigInteger(random.nextInt(257), random),
                TestBytes.bytes(random, random.nextInt(80)),
                accesses);
    }

    private static Signature signature(Random random) {
        var s = TestBytes.hash(random);
        return new Signature(TestBytes.hash(random), new Hash(s.a() >>> 2, s.b(), s.c(), s.d()), random.nextInt(2));
    }

    private static Hash plusOne(Hash hash) {
        return new Hash(hash.a(), hash.b(), hash.c(), hash.d() + 1);
    }

    private static void assertMalformed(String why, byte[] raw) {
        var malformed = assertThrows(Malformed.class, () -> EthTx.decode(raw, BYTES_MAX));
        assertTrue(String.valueOf(malformed.getMessage()).contains(why), malformed.getMessage());
    }
}
