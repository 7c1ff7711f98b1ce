// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import stoa.types.codec.Utf8;

/// Drawing by weight with a seed everybody knows. Rule CHN-2; `spec/vectors/draw.json` holds examples.
///
/// Turn i takes the first 16 bytes of SHA-256(seed ‖ tag ‖ subject ‖ i as 4 bytes), big-endian, modulo the weight still
/// in play, and walks the entrants in the order of their addresses until their weights exceed it. An owner that was
/// drawn `cap` times leaves with all its entrants.
public final class Draw {
    /// Largest weight of one entrant: the sum of a million of them still fits a long.
    public static final long MOST_WEIGHT = 1L << 42;

    private static final int MOST_ENTRANTS = 1 << 20;

    private Draw() {}

    /// @param owner whose entrants count as one
    /// @param weight 0 is never drawn
    public record Entrant(Address address, Address owner, long weight) {}

    /// The addresses drawn, turn by turn; fewer than `count` once nobody is left.
    ///
    /// @param tag what is drawn, ASCII; draws with different tags are independent
    /// @param subject what it is drawn for
    /// @param cap turns an owner may win at most
    /// @param entrants in any order, each address once
    public static List<Address> draw(
            Hashing hashing, Hash seed, String tag, byte[] subject, int count, int cap, List<Entrant> entrants) {
        if (entrants.size() > MOST_ENTRANTS) throw new IllegalArgumentException("too many entrants");
        var left = new ArrayList<>(entrants);
        left.sort(Comparator.comparing(Entrant::address));
        long total = 0;
        for (var entrant : left) {
            if (entrant.weight < 0 || entrant.weight > MOST_WEIGHT)
                throw new IllegalArgumentException("a weight outside 0..2^42: " + entrant.weight);
            total += entrant.weight;
        }
        var turns = new TreeMap<Address, Integer>();
        var drawn = new ArrayList<Address>(count);
        var place = new byte[4];
        for (int turn = 0; turn < count && total > 0; turn++) {
            Bytes.putInt(place, 0, turn);
            var digest = hashing.sha256(seed.bytes(), Utf8.encode(tag), subject, place);
            var winner = at(left, point(digest, total));
            drawn.add(winner.address);
            if (turns.merge(winner.owner, 1, Integer::sum) >= cap) total -= leave(left, winner.owner);
        }
        return List.copyOf(drawn);
    }

    private static long point(Hash digest, long total) {
        var first = Bytes.concat(Bytes.ofLong(digest.a()), Bytes.ofLong(digest.b()));
        return new BigInteger(1, first).mod(BigInteger.valueOf(total)).longValueExact();
    }

    private static Entrant at(List<Entrant> left, long point) {
        for (var entrant : left) {
            if (point < entrant.weight) return entrant;
            point -= entrant.weight;
        }
        throw new IllegalStateException("a point beyond all weights");
    }

    /// Takes an owner's entrants out and returns what they weighed.
    private static long leave(List<Entrant> left, Address owner) {
        long weight = 0;
        for (var entrant : left) if (entrant.owner.equals(owner)) weight += entrant.weight;
        left.removeIf(entrant -> entrant.owner.equals(owner));
        return weight;
    }
}
