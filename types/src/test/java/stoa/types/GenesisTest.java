// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;

class GenesisTest {
    private static final long SEED = 20_261_107;
    private static final Address ANN = Address.parse("0x" + "a1".repeat(20));
    private static final Address BOB = Address.parse("0x" + "b2".repeat(20));
    private static final ModelId TINY = new ModelId("stoa-tiny");
    private static final Genesis.Account ANNS = new Genesis.Account(ANN, Coin.of(Amount.stoa(1_000)));
    private static final Genesis.Account BOBS = new Genesis.Account(BOB, Coin.of(Amount.stoa(2)));
    private static final Prices PRICES = new Prices(Price.FLOOR, Price.FLOOR, new Price(2 * Price.ONE));
    private static final Genesis.Model MODEL = new Genesis.Model(TINY, PRICES, 2_048, 1, List.of("stoa-reference"));
    private static final Genesis.Host HOST = new Genesis.Host(
            BOB, ANN, "http://127.0.0.1:8410", List.of(TINY), Amount.stoa(5), List.of(new Genesis.Rate(TINY, 1_000)));
    private static final Genesis.Validator VALIDATOR = new Genesis.Validator(ANN, new byte[48], new byte[96], 10);

    @Test
    void a_genesis_comes_back_from_its_bytes() throws Malformed {
        var genesis = genesis(List.of(ANNS, BOBS), List.of(MODEL), List.of(HOST), List.of(VALIDATOR));
        assertEquals(genesis, Genesis.parse(genesis.encode()));
        assertEquals(Amount.stoa(1_007), genesis.supply());
        TestBytes.assertOneSpelling(
                SEED, genesis.encode(), 2_000, bytes -> Genesis.parse(bytes).encode());
    }

    @Test
    void random_genesis_come_back_too() throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < 200; round++) {
            var accounts = new ArrayList<Genesis.Account>();
            for (int n = 0; n < 4; n++)
                accounts.add(new Genesis.Account(
                        Address.of(
                                HASHING.sha256(new byte[] {(byte) round, (byte) n})
                                        .bytes(),
                                12),
                        Coin.of(new Amount(samples.any(Amount.class).obol() / 4))));
            var genesis = new Genesis(
                    1 + samples.number() % 1_000_000,
                    1 + samples.number() % 2_000_000_000,
                    samples.params(),
                    samples.any(Address.class),
                    samples.any(Address.class),
                    accounts,
                    List.of(),
                    List.of(),
                    List.of(VALIDATOR));
            assertEquals(genesis, Genesis.parse(genesis.encode()), "seed " + SEED);
        }
    }

    @Test
    void the_order_in_a_file_does_not_matter_but_every_value_does() {
        var genesis = genesis(List.of(ANNS, BOBS), List.of(MODEL), List.of(HOST), List.of(VALIDATOR));
        var turned = genesis(List.of(BOBS, ANNS), List.of(MODEL), List.of(HOST), List.of(VALIDATOR));
        assertEquals(genesis.hash(HASHING), turned.hash(HASHING));
        assertEquals(HASHING.sha256(genesis.encode()), genesis.hash(HASHING));
        var poorer = genesis(List.of(ANNS), List.of(MODEL), List.of(HOST), List.of(VALIDATOR));
        assertNotEquals(genesis.hash(HASHING), poorer.hash(HASHING));
    }

    @Test
    void what_contradicts_itself_is_refused_in_the_writers_words() {
        assertRefused("at least one validator", () -> genesis(List.of(), List.of(), List.of(), List.of()));
        assertRefused("is there twice", () -> genesis(List.of(ANNS, ANNS), List.of(), List.of(), List.of(VALIDATOR)));
        assertRefused(
                "serves an unknown model", () -> genesis(List.of(), List.of(), List.of(HOST), List.of(VALIDATOR)));
        assertRefused("the supply is above", () -> {
            var rich = new Genesis.Account(BOB, Coin.of(new Amount(Amount.CAP_OBOL)));
            return genesis(List.of(ANNS, rich), List.of(), List.of(), List.of(VALIDATOR));
        });
        assertRefused("not a whole number", () -> {
            var odd = new Genesis.Account(BOB, new Coin(1, 1));
            return genesis(List.of(odd), List.of(), List.of(), List.of(VALIDATOR));
        });
        assertRefused("system address", () -> {
            var lost = new Genesis.Account(Capability.HOSTS.address(), Coin.ZERO);
            return genesis(List.of(lost), List.of(), List.of(), List.of(VALIDATOR));
        });
        assertRefused("48 bytes", () -> new Genesis.Validator(ANN, new byte[47], new byte[96], 1));
        assertRefused("96 bytes", () -> new Genesis.Validator(ANN, new byte[48], new byte[95], 1));
        assertRefused("a power", () -> new Genesis.Validator(ANN, new byte[48], new byte[96], 0));
        assertRefused("context", () -> new Genesis.Model(TINY, PRICES, 0, 1, List.of()));
        assertRefused(
                "does not serve",
                () -> new Genesis.Host(
                        BOB, ANN, "http://h", List.of(), Amount.ZERO, List.of(new Genesis.Rate(TINY, 1))));
        assertRefused(
                "chainId",
                () -> new Genesis(0, 1, Params.local(), ANN, ANN, List.of(), List.of(), List.of(), List.of(VALIDATOR)));
    }

    private static Genesis genesis(
            List<Genesis.Account> accounts,
            List<Genesis.Model> models,
            List<Genesis.Host> hosts,
            List<Genesis.Validator> validators) {
        return new Genesis(
                61_127, 1_700_000_000, Params.local(), ANN, Address.ZERO, accounts, models, hosts, validators);
    }

    private interface Making {
        Object make();
    }

    private static void assertRefused(String part, Making making) {
        var refused = assertThrows(IllegalArgumentException.class, making::make);
        assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
    }
}
