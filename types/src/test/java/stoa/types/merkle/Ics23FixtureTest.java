// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.codec.TestBytes;

/// Writes `target/ics23.json`, which the npm verifier `@confio/ics23` is shown by the tests of the house: proofs with
/// the verdict it must reach.
class Ics23FixtureTest {
    private static final Path FIXTURE = Path.of("target", "ics23.json");

    private record Case(Hash root, Hash key, String value, byte[] proof, boolean valid) {
        String json() {
            return "{\"root\":\"" + root + "\",\"key\":\"" + key + "\",\"value\":" + value + ",\"proof\":\""
                    + Hex.encode(proof) + "\",\"valid\":" + valid + "}";
        }
    }

    @Test
    void proofs_for_the_npm_verifier_are_written_with_their_verdicts() throws IOException {
        var random = new Random(23);
        var cases = new ArrayList<Case>();
        for (int size : new int[] {1, 2, 3, 40}) {
            var entries = new TreeMap<Hash, byte[]>();
            while (entries.size() < size)
                entries.put(TestBytes.hash(random), TestBytes.bytes(random, 1 + random.nextInt(300)));
            var tree = StateTree.of(HASHING, entries);
            var keys = new ArrayList<>(entries.keySet());
            keys.addAll(List.of(Hash.ZERO, new Hash(-1, -1, -1, -1), TestBytes.hash(random), TestBytes.hash(random)));
            for (var key : keys) {
                var value = entries.get(key);
                var json = value == null ? "null" : "\"" + Hex.encode(value) + "\"";
                var proof = tree.prove(key).orElseThrow();
                assertTrue(
                        value == null
                                ? Ics23.lacks(HASHING, tree.root(), key, proof)
                                : Ics23.holds(HASHING, tree.root(), key, value, proof));
                cases.add(new Case(tree.root(), key, json, proof.toBytes(), true));
                cases.add(new Case(TestBytes.hash(random), key, json, proof.toBytes(), false));
                var otherKey = value == null ? entries.firstKey() : TestBytes.hash(random);
                cases.add(new Case(tree.root(), otherKey, json, proof.toBytes(), false));
                cases.add(new Case(tree.root(), key, json, forge(proof).toBytes(), false));
            }
        }
        var out = new StringBuilder("{\"spec\":").append(Ics23.SPEC_JSON);
        out.append(",\"specBytes\":\"").append(Hex.encode(Ics23.specBytes())).append("\",\"cases\":[\n");
        for (int i = 0; i < cases.size(); i++)
            out.append(i == 0 ? "" : ",\n").append(cases.get(i).json());
        Files.createDirectories(FIXTURE.getParent());
        Files.writeString(FIXTURE, out.append("\n]}\n"));
        assertEquals(4 * (46 + 16), cases.size());
    }

    /// The same proof with one bit changed that enters the root's hash.
    private static Ics23.Proof forge(Ics23.Proof proof) {
        return switch (proof) {
            case Ics23.Existence existence -> forge(existence);
            case Ics23.NonExistence(var key, var left, var right) ->
                left.isPresent()
                        ? new Ics23.NonExistence(key, left.map(Ics23FixtureTest::forge), right)
                        : new Ics23.NonExistence(key, left, right.map(Ics23FixtureTest::forge));
        };
    }

    private static Ics23.Existence forge(Ics23.Existence existence) {
        var value = existence.value().clone();
        var path = new ArrayList<>(existence.path());
        if (path.isEmpty()) {
            value[0] ^= 1;
        } else {
            var last = path.removeLast();
            var sibling = last.sibling();
            path.add(new Ics23.Step(new Hash(sibling.a() ^ 1, sibling.b(), sibling.c(), sibling.d()), last.right()));
        }
        return new Ics23.Existence(existence.key(), value, path);
    }
}
