// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.Samples;
import stoa.types.Signature;
import stoa.types.codec.EthTx;
import stoa.types.codec.Rlp;

class TxDecoderTest {
    private static final int MAX_BYTES = 1 << 16;
    private static final VerbTable VERBS = new VerbTable(HASHING);
    private static final TxDecoder DECODER = decoder(false);
    private static final Address ANN = Address.parse("0x" + "a1".repeat(20));
    private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
    private static final Hash ONE = Hash.of(word(1));
    private static final Signature SIGNATURE = new Signature(ONE, ONE, 1);

    @Test
    void a_transaction_is_read_into_its_verb_and_sender() throws Refused {
        var verb = new Verb.OpenSession(
                new ModelId("stoa-tiny"),
                Amount.stoa(1),
                new Prices(new Price(1), new Price(2), new Price(3)),
                60,
                ANN,
                ANN);
        var call = VERBS.encode(verb);
        var eth = eth(Samples.CHAIN_ID, GWEI, call.to(), BigInteger.ZERO, call.data());
        var raw = eth.raw(SIGNATURE);
        var tx = DECODER.decode(raw);
        assertEquals(verb, tx.verb());
        assertEquals(Samples.RECOVERY.recover(eth.signingDigest(HASHING), SIGNATURE), tx.sender());
        assertEquals(HASHING.keccak256(raw), tx.hash());
        assertEquals(5, tx.nonce());
        assertEquals(200_000, tx.gasLimit());
        assertEquals(call.to(), tx.to());
        assertEquals(Coin.ZERO, tx.value());
        assertEquals(raw.length, tx.size());
        assertFalse(tx.free());
    }

    @Test
    void legacy_and_typed_transactions_are_taken_and_tips_ignored() throws Refused {
        var legacy = EthTx.legacy(Samples.CHAIN_ID, 0, GWEI, 21_000, ANN, BigInteger.ONE, Bytes.EMPTY);
        var tx = DECODER.decode(legacy.raw(SIGNATURE));
        assertEquals(new Verb.Transfer(ANN), tx.verb());
        assertEquals(new Coin(0, 1), tx.value());
        var dear = eth(Samples.CHAIN_ID, GWEI.multiply(BigInteger.TEN), ANN, BigInteger.ZERO, Bytes.EMPTY);
        assertFalse(DECODER.decode(dear.raw(SIGNATURE)).free());
    }

    @Test
    void a_gas_price_of_zero_is_marked_and_anything_between_is_refused() throws Refused {
        var free = eth(Samples.CHAIN_ID, BigInteger.ZERO, ANN, BigInteger.ZERO, Bytes.EMPTY);
        assertTrue(DECODER.decode(free.raw(SIGNATURE)).free());
        var cheap = eth(Samples.CHAIN_ID, GWEI.subtract(BigInteger.ONE), ANN, BigInteger.ZERO, Bytes.EMPTY);
        assertRefused(Reason.GAS_PRICE_TOO_LOW, cheap.raw(SIGNATURE));
    }

    @Test
    void signatures_for_other_chains_are_taken_only_where_the_genesis_says_so() throws Refused {
        var foreign = eth(1, GWEI, ANN, BigInteger.ZERO, Bytes.EMPTY).raw(SIGNATURE);
        assertRefused(Reason.CHAIN_ID_WRONG, foreign);
        assertEquals(new Verb.Transfer(ANN), decoder(true).decode(foreign).verb());
        var anywhere = EthTx.legacy(0, 0, GWEI, 21_000, ANN, BigInteger.ONE, Bytes.EMPTY)
                .raw(SIGNATURE);
        assertRefused(Reason.CHAIN_ID_WRONG, anywhere);
        assertEquals(new Verb.Transfer(ANN), decoder(true).decode(anywhere).verb());
    }

    @Test
    void a_signature_in_the_high_half_or_of_nobody_is_refused() {
        var order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        var high = withSignature(BigInteger.ONE, order.subtract(BigInteger.ONE));
        assertRefused(Reason.SIGNATURE_INVALID, high);
        assertRefused(Reason.SIGNATURE_INVALID, withSignature(BigInteger.ZERO, BigInteger.ONE));
        assertRefused(Reason.SIGNATURE_INVALID, withSignature(order, BigInteger.ONE));
        TxDecoder nobody = new TxDecoder(
                HASHING, VERBS, Samples.TYPED, (_, _) -> Address.ZERO, Samples.CHAIN_ID, false, MAX_BYTES);
        var raw = eth(Samples.CHAIN_ID, GWEI, ANN, BigInteger.ZERO, Bytes.EMPTY).raw(SIGNATURE);
        assertEquals(
                Reason.SIGNATURE_INVALID,
                assertThrows(Refused.class, () -> nobody.decode(raw)).reason());
    }

    @Test
    void bytes_that_are_no_transaction_are_refused() {
        assertRefused(Reason.MALFORMED, Bytes.EMPTY);
        assertRefused(Reason.MALFORMED, new byte[] {3, 1, 2});
        var raw = eth(Samples.CHAIN_ID, GWEI, ANN, BigInteger.ZERO, Bytes.EMPTY).raw(SIGNATURE);
        assertRefused(Reason.MALFORMED, Arrays.copyOf(raw, raw.length + 1));
        assertRefused(Reason.MALFORMED, Arrays.copyOf(raw, raw.length - 1));
        assertRefused(Reason.TOO_LARGE, new byte[MAX_BYTES + 1]);
    }

    @Test
    void an_access_list_and_a_deployment_are_refused() {
        var listed = new EthTx(
                EthTx.Kind.DYNAMIC_FEE,
                Samples.CHAIN_ID,
                5,
                BigInteger.ONE,
                GWEI,
                21_000,
                Optional.of(ANN),
                BigInteger.ZERO,
                Bytes.EMPTY,
                List.of(new EthTx.Access(ANN, List.of())));
        assertRefused(Reason.MALFORMED, listed.raw(SIGNATURE));
        var deployment = new EthTx(
                EthTx.Kind.DYNAMIC_FEE,
                Samples.CHAIN_ID,
                5,
                BigInteger.ONE,
                GWEI,
                21_000,
                Optional.empty(),
                BigInteger.ZERO,
                new byte[] {1},
                List.of());
        assertRefused(Reason.CONTRACT_CREATION, deployment.raw(SIGNATURE));
    }

    @Test
    void more_coin_than_there_is_and_data_for_a_plain_account_are_refused() {
        var cap = Coin.of(new Amount(Amount.CAP_OBOL)).toWei();
        assertRefused(
                Reason.BALANCE_TOO_LOW,
                eth(Samples.CHAIN_ID, GWEI, ANN, cap.add(BigInteger.ONE), Bytes.EMPTY)
                        .raw(SIGNATURE));
        assertRefused(
                Reason.NO_CODE,
                eth(Samples.CHAIN_ID, GWEI, ANN, BigInteger.ZERO, new byte[] {1})
                        .raw(SIGNATURE));
    }

    @Test
    void an_unknown_selector_and_trailing_bytes_in_call_data_are_refused() {
        var sessions = Capability.SESSIONS.address();
        assertRefused(
                Reason.MALFORMED,
                eth(Samples.CHAIN_ID, GWEI, sessions, BigInteger.ZERO, new byte[] {1, 2, 3, 4})
                        .raw(SIGNATURE));
        var data = VERBS.encode(new Verb.CloseSession(1)).data();
        assertRefused(
                Reason.MALFORMED,
                eth(Samples.CHAIN_ID, GWEI, sessions, BigInteger.ZERO, Arrays.copyOf(data, data.length + 1))
                        .raw(SIGNATURE));
    }

    @Test
    void value_with_a_verb_that_takes_none_is_left_to_the_rules() throws Refused {
        var data = VERBS.encode(new Verb.CloseSession(1)).data();
        var tx = DECODER.decode(eth(Samples.CHAIN_ID, GWEI, Capability.SESSIONS.address(), BigInteger.ONE, data)
                .raw(SIGNATURE));
        assertEquals(new Coin(0, 1), tx.value());
        assertEquals(new Verb.CloseSession(1), tx.verb());
    }

    @Test
    void the_sender_is_known_before_the_signatures_inside_are_looked_at() throws Refused {
        var raw = eth(Samples.CHAIN_ID, GWEI, Capability.SESSIONS.address(), BigInteger.ZERO, new byte[] {1, 2, 3, 4})
                .raw(SIGNATURE);
        var opened = DECODER.open(raw);
        assertEquals(5, opened.tx().nonce());
        assertThrows(Refused.class, () -> DECODER.decode(opened));
    }

    private static TxDecoder decoder(boolean foreign) {
        return new TxDecoder(HASHING, VERBS, Samples.TYPED, Samples.RECOVERY, Samples.CHAIN_ID, foreign, MAX_BYTES);
    }

    private static EthTx eth(long chainId, BigInteger maxFeeWei, Address to, BigInteger value, byte[] data) {
        return new EthTx(
                EthTx.Kind.DYNAMIC_FEE,
                chainId,
                5,
                BigInteger.ONE.min(maxFeeWei),
                maxFeeWei,
                200_000,
                Optional.of(to),
                value,
                data,
                List.of());
    }

    /// A transfer with a signature that our own encoder would not write.
    private static byte[] withSignature(BigInteger r, BigInteger s) {
        var fields = Rlp.Item.of(
                Rlp.Item.of(Samples.CHAIN_ID),
                Rlp.Item.of(5),
                Rlp.Item.of(1),
                Rlp.Item.of(GWEI),
                Rlp.Item.of(21_000),
                Rlp.Item.of(ANN.bytes()),
                Rlp.Item.of(0),
                Rlp.Item.of(Bytes.EMPTY),
                Rlp.Item.of(),
                Rlp.Item.of(1),
                Rlp.Item.of(r),
                Rlp.Item.of(s));
        return Bytes.concat(new byte[] {2}, Rlp.encode(fields));
    }

    private static byte[] word(int value) {
        var word = new byte[32];
        word[31] = (byte) value;
        return word;
    }

    private static void assertRefused(Reason reason, byte[] raw) {
        var refused = assertThrows(Refused.class, () -> DECODER.decode(raw));
        assertEquals(reason, refused.reason(), refused.getMessage());
    }
}
