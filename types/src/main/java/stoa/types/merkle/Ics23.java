// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// Proofs about [StateTree] in the form of ICS-23: their protobuf bytes, and a verifier.
///
/// The standard lets a proof name its own hash functions and paddings and has the verifier compare them with a
/// specification. Here they are not values at all: only proofs of our one specification can be represented, written or
/// read, and any other spelling is [Malformed].
public final class Ics23 {
    /// A path has at most as many steps as a key has bits.
    public static final int STEPS_MAX = 256;

    /// The specification, as `ics23.ProofSpec.fromObject` of the npm package `@confio/ics23` takes it.
    public static final String SPEC_JSON = """
            {"leafSpec":{"hash":1,"prehashKey":0,"prehashValue":1,"length":1,"prefix":"AA=="},\
            "innerSpec":{"childOrder":[0,1],"childSize":32,"minPrefixLength":1,"maxPrefixLength":1,"hash":1},\
            "maxDepth":256}""";

    // LeafOp: hash SHA-256, key not hashed, value hashed by SHA-256, lengths as varints, prefix 0x00.
    private static final byte[] LEAF_OP = {0x08, 1, 0x18, 1, 0x20, 1, 0x2a, 1, 0};

    private static final int FIELD_1 = 0x0a; // fields that carry bytes or a message
    private static final int FIELD_2 = 0x12;
    private static final int FIELD_3 = 0x1a;
    private static final int FIELD_4 = 0x22;

    private Ics23() {}

    public sealed interface Proof {
        /// As a `CommitmentProof`, what ICS-23 verifiers take.
        default byte[] toBytes() {
            return switch (this) {
                case Existence existence ->
                    new Writer().u8(FIELD_1).bytes(existenceBytes(existence)).toBytes();
                case NonExistence absence ->
                    new Writer().u8(FIELD_2).bytes(nonExistenceBytes(absence)).toBytes();
            };
        }
    }

    /// That `key` holds `value`; the path leads from the leaf to the root. The value is not copied; nobody may write
    /// into it.
    public record Existence(Hash key, byte[] value, List<Step> path) implements Proof {
        public Existence {
            path = List.copyOf(path);
            if (value.length == 0) throw new IllegalArgumentException("a value in the tree is not empty");
            if (path.size() > STEPS_MAX) throw new IllegalArgumentException("a path has at most 256 steps");
        }
    }

    /// That `key` holds nothing: its neighbours hold something and are next to each other, or one is the outermost.
    public record NonExistence(Hash key, Optional<Existence> left, Optional<Existence> right) implements Proof {}

    /// One step from a node up to its parent.
    ///
    /// @param right whether the sibling is the right one, so that the node itself is the left
    public record Step(Hash sibling, boolean right) {}

    /// The specification as protobuf bytes of `ProofSpec`.
    public static byte[] specBytes() {
        byte[] inner = {0x0a, 2, 0, 1, 0x10, 32, 0x18, 1, 0x20, 1, 0x30, 1};
        return new Writer()
                .u8(FIELD_1)
                .bytes(LEAF_OP)
                .u8(FIELD_2)
                .bytes(inner)
                .u8(0x18)
                .varint(STEPS_MAX)
                .toBytes();
    }

    /// Reads a stranger's `CommitmentProof`; whether it proves anything is for the verifier to say.
    public static Proof parse(byte[] bytes) throws Malformed {
        return Reader.parse(bytes, in -> switch (in.u8()) {
            case FIELD_1 -> existence(in.bytes());
            case FIELD_2 -> nonExistence(in.bytes());
            default -> throw new Corrupt("neither a proof of presence nor one of absence");
        });
    }

    /// Whether the tree with this root holds `value` at `key`.
    public static boolean holds(Hashing hashing, Hash root, Hash key, byte[] value, Proof proof) {
        return proof instanceof Existence existence
                && existence.key.equals(key)
                && Arrays.equals(existence.value, value)
                && root(hashing, existence).equals(root);
    }

    /// Whether the tree with this root holds nothing at `key`. Of an empty tree there is no proof: its root says it.
    public static boolean lacks(Hashing hashing, Hash root, Hash key, Proof proof) {
        if (!(proof instanceof NonExistence(var about, var left, var right)) || !about.equals(key)) return false;
        if (left.isPresent()
                && !isNeighbour(hashing, root, left.get(), left.get().key.compareTo(key) < 0)) return false;
        if (right.isPresent() && !isNeighbour(hashing, root, right.get(), key.compareTo(right.get().key) < 0))
            return false;
        if (left.isEmpty() && right.isEmpty()) return false;
        if (left.isEmpty()) return isOutermost(right.get().path, true);
        if (right.isEmpty()) return isOutermost(left.get().path, false);
        return areAdjacent(left.get().path, right.get().path);
    }

    private static boolean isNeighbour(Hashing hashing, Hash root, Existence neighbour, boolean inOrder) {
        return inOrder && root(hashing, neighbour).equals(root);
    }

    /// Whether a path goes up along the left (or right) edge of its subtree.
    private static boolean isOutermost(List<Step> path, boolean leftEdge) {
        for (var step : path) if (step.right != leftEdge) return false;
        return true;
    }

    /// Whether two paths meet in a node, below which the one goes up the left child's right edge and the other the
    /// right child's left edge.
    private static boolean areAdjacent(List<Step> left, List<Step> right) {
        int i = left.size() - 1;
        int j = right.size() - 1;
        while (i >= 0 && j >= 0 && left.get(i).equals(right.get(j))) {
            i--;
            j--;
        }
        return i >= 0
                && j >= 0
                && left.get(i).right
                && !right.get(j).right
                && isOutermost(left.subList(0, i), false)
                && isOutermost(right.subList(0, j), true);
    }

    private static Hash root(Hashing hashing, Existence proof) {
        var hash = StateTree.leafHash(hashing, proof.key, proof.value);
        for (var step : proof.path)
            hash = step.right
                    ? StateTree.innerHash(hashing, hash, step.sibling)
                    : StateTree.innerHash(hashing, step.sibling, hash);
        return hash;
    }

    private static byte[] existenceBytes(Existence proof) {
        var out = new Writer(64 + proof.value.length + 48 * proof.path.size());
        out.u8(FIELD_1).bytes(proof.key.bytes());
        out.u8(FIELD_2).bytes(proof.value);
        out.u8(FIELD_3).bytes(LEAF_OP);
        for (var step : proof.path) out.u8(FIELD_4).bytes(stepBytes(step));
        return out.toBytes();
    }

    /// An `InnerOp`: SHA-256 of 0x01, the left sibling if any, the node, the right sibling if any.
    private static byte[] stepBytes(Step step) {
        var out = new Writer().u8(0x08).u8(1).u8(FIELD_2);
        if (step.right)
            return out.u8(1).u8(1).u8(FIELD_3).bytes(step.sibling.bytes()).toBytes();
        return out.u8(1 + Hash.BYTES).u8(1).hash(step.sibling).toBytes();
    }

    private static byte[] nonExistenceBytes(NonExistence proof) {
        var out = new Writer().u8(FIELD_1).bytes(proof.key.bytes());
        proof.left.ifPresent(left -> out.u8(FIELD_2).bytes(existenceBytes(left)));
        proof.right.ifPresent(right -> out.u8(FIELD_3).bytes(existenceBytes(right)));
        return out.toBytes();
    }

    private static Existence existence(byte[] bytes) {
        var in = new Reader(bytes);
        var key = key(in);
        expect(in, FIELD_2);
        var value = in.bytes();
        if (value.length == 0) throw new Corrupt("a value in the tree is not empty");
        expect(in, FIELD_3);
        if (!Arrays.equals(in.bytes(), LEAF_OP)) throw new Corrupt("the leaf is not hashed by our specification");
        var path = new ArrayList<Step>();
        while (in.remaining() > 0) {
            if (path.size() == STEPS_MAX) throw new Corrupt("a path has at most " + STEPS_MAX + " steps");
            expect(in, FIELD_4);
            path.add(step(in.bytes()));
        }
        return new Existence(key, value, path);
    }

    private static NonExistence nonExistence(byte[] bytes) {
        var in = new Reader(bytes);
        var key = key(in);
        Optional<Existence> left = Optional.empty();
        Optional<Existence> right = Optional.empty();
        while (in.remaining() > 0) {
            int field = in.u8();
            if (field == FIELD_2 && left.isEmpty() && right.isEmpty()) left = Optional.of(existence(in.bytes()));
            else if (field == FIELD_3 && right.isEmpty()) right = Optional.of(existence(in.bytes()));
            else throw new Corrupt("an unexpected field in a proof of absence");
        }
        return new NonExistence(key, left, right);
    }

    private static Step step(byte[] bytes) {
        var in = new Reader(bytes);
        expect(in, 0x08);
        expect(in, 1);
        expect(in, FIELD_2);
        int prefixBytes = in.u8();
        expect(in, 1);
        Step step;
        if (prefixBytes == 1) {
            expect(in, FIELD_3);
            expect(in, Hash.BYTES);
            step = new Step(in.hash(), true);
        } else if (prefixBytes == 1 + Hash.BYTES) {
            step = new Step(in.hash(), false);
        } else {
            throw new Corrupt("a step is not hashed by our specification");
        }
        in.end();
        return step;
    }

    private static Hash key(Reader in) {
        expect(in, FIELD_1);
        expect(in, Hash.BYTES);
        return in.hash();
    }

    private static void expect(Reader in, int wanted) {
        if (in.u8() != wanted) throw new Corrupt("not a proof of our specification");
    }
}
