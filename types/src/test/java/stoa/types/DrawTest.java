// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.codec.TestBytes;
import stoa.types.codec.Utf8;

public class DrawTest {
    private static final long SEED = 20_261_108;
    private static final Hash START = HASHING.sha256(Utf8.encode("a seed"));

    @Test
    void a_turn_is_the_hash_modulo_the_weight_walked_in_address_order() {
        var entrants = List.of(entrant(1, 1, 10), entrant(2, 2, 0), entrant(3, 3, 30));
        var digest = HASHING.sha256(START.bytes(), Utf8.encode("seats"), new byte[] {9}, new byte[4]);
        int point = new BigInteger(1, Arrays.copyOf(digest.bytes(), 16))
                .mod(BigInteger.valueOf(40))
                .intValueExact();
        var drawn = Draw.draw(HASHING, START, "seats", new byte[] {9}, 1, 1, entrants);
        assertEquals(List.of(address(point < 10 ? 1 : 3)), drawn);
    }

    @Test
    void the_order_in_which_entrants_are_given_does_not_matter() {
        var random = new Random(SEED);
        var entrants = crowd(random, 40);
        var drawn = draw(START, 16, 4, entrants);
        assertEquals(16, drawn.size());
        var shuffled = new ArrayList<>(entrants);
        Collections.shuffle(shuffled, random);
        assertEquals(drawn, draw(START, 16, 4, shuffled), "seed " + SEED);
    }

    @Test
    void an_owner_wins_no_more_turns_than_the_cap_with_however_many_entrants() {
        var random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            var entrants = crowd(random, 12);
            var drawn = draw(TestBytes.hash(random), 16, 4, entrants);
            var turns = new TreeMap<Address, Integer>();
            for (var address : drawn) turns.merge(owner(entrants, address), 1, Integer::sum);
            for (var count : turns.values()) assertTrue(count <= 4, "seed " + SEED);
        }
    }

    @Test
    void a_draw_ends_early_when_nobody_is_left() {
        assertEquals(List.of(), draw(START, 16, 4, List.of()));
        assertEquals(List.of(), draw(START, 16, 4, List.of(entrant(1, 1, 0))));
        assertEquals(
                4,
                draw(START, 16, 4, List.of(entrant(1, 7, 5), entrant(2, 7, 500)))
                        .size());
    }

    @Test
    void weight_decides_in_the_long_run() {
        var random = new Random(SEED);
        int heavy = 0;
        for (int round = 0; round < 2_000; round++)
            if (draw(TestBytes.hash(random), 1, 1, List.of(entrant(1, 1, 1), entrant(2, 2, 3)))
                    .contains(address(2))) heavy++;
        assertTrue(heavy > 1_400 && heavy < 1_600, heavy + " of 2,000 with three quarters of the weight, seed " + SEED);
    }

    @Test
    void draws_with_other_tags_and_subjects_are_others() {
        var entrants = crowd(new Random(SEED), 50);
        var drawn = Draw.draw(HASHING, START, "seats", new byte[] {1}, 16, 16, entrants);
        assertFalse(drawn.equals(Draw.draw(HASHING, START, "checks", new byte[] {1}, 16, 16, entrants)));
        assertFalse(drawn.equals(Draw.draw(HASHING, START, "seats", new byte[] {2}, 16, 16, entrants)));
    }

    @Test
    void a_weight_out_of_range_is_our_mistake() {
        assertThrows(IllegalArgumentException.class, () -> draw(START, 1, 1, List.of(entrant(1, 1, -1))));
        assertThrows(
                IllegalArgumentException.class, () -> draw(START, 1, 1, List.of(entrant(1, 1, Draw.MOST_WEIGHT + 1))));
    }

    /// The examples of `spec/vectors/draw.json`: what another implementation must draw.
    public static String vectors() {
        var random = new Random(SEED);
        var cases = new ArrayList<String>();
        for (int round = 0; round < 12; round++) {
            var entrants = round == 0 ? List.of(entrant(1, 1, 7)) : crowd(random, 2 + random.nextInt(12));
            var seed = TestBytes.hash(random);
            var subject = TestBytes.bytes(random, random.nextInt(12));
            int count = 1 + random.nextInt(16);
            int cap = 1 + random.nextInt(6);
            var drawn = Draw.draw(HASHING, seed, "seats", subject, count, cap, entrants);
            var rows = entrants.stream()
                    .map(each -> "{\"address\":\"" + each.address() + "\",\"owner\":\"" + each.owner()
                            + "\",\"weight\":\"" + each.weight() + "\"}")
                    .toList();
            var winners = drawn.stream().map(each -> "\"" + each + "\"").toList();
            cases.add("{\"seed\":\"" + seed + "\",\"tag\":\"seats\",\"subject\":\"" + Hex.encode(subject)
                    + "\",\"count\":" + count + ",\"cap\":" + cap + ",\"entrants\":[" + String.join(",", rows)
                    + "],\"drawn\":[" + String.join(",", winners) + "]}");
        }
        return "[\n  " + String.join(",\n  ", cases) + "\n]\n";
    }

    private static List<Address> draw(Hash seed, int count, int cap, List<Draw.Entrant> entrants) {
        return Draw.draw(HASHING, seed, "seats", new byte[] {1, 2}, count, cap, entrants);
    }

    private static List<Draw.Entrant> crowd(Random random, int size) {
        var entrants = new ArrayList<Draw.Entrant>();
        for (int i = 0; i < size; i++)
            entrants.add(new Draw.Entrant(
                    TestBytes.address(random),
                    address(random.nextInt(size / 2 + 1)),
                    random.nextLong() >>> 22 >>> random.nextInt(42)));
        return entrants;
    }

    private static Address owner(List<Draw.Entrant> entrants, Address address) {
        for (var entrant : entrants) if (entrant.address().equals(address)) return entrant.owner();
        throw new IllegalArgumentException("drawn, but no entrant: " + address);
    }

    private static Draw.Entrant entrant(int address, int owner, long weight) {
        return new Draw.Entrant(address(address), address(owner), weight);
    }

    private static Address address(int number) {
        return new Address(0, 0, number);
    }
}
