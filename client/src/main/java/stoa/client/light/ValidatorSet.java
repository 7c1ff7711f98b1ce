// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.chain.Roots;
import stoa.types.codec.ProtoWriter;

/// Who may sign a block and with what power, in CometBFT's order.
public final class ValidatorSet {
    public static final int MOST = 10_000;
    private static final long POWER_MAX = Long.MAX_VALUE / 8; // CometBFT's own bound on the sum

    private final List<Member> members;
    private final TreeMap<Address, Member> byAddress = new TreeMap<>();
    private final long power;

    /// @param key Ed25519, 32 bytes
    public record Member(byte[] key, long power) {
        public Address address() {
            return Address.of(Arrays.copyOf(Digests.INSTANCE.sha256(key).bytes(), Address.BYTES));
        }
    }

    /// An `IllegalArgumentException` when no network has such a set.
    public ValidatorSet(List<Member> members) {
        this.members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MOST)
            throw new IllegalArgumentException("a network has 1 to " + MOST + " validators, not " + members.size());
        long sum = 0;
        for (var member : members) {
            if (member.key.length != 32 || member.power < 1 || member.power > POWER_MAX - sum)
                throw new IllegalArgumentException("a validator whose key or power cannot be");
            sum += member.power;
            if (byAddress.put(member.address(), member) != null)
                throw new IllegalArgumentException("validator " + member.address() + " is there twice");
        }
        this.power = sum;
    }

    public List<Member> members() {
        return members;
    }

    /// All powers together.
    public long power() {
        return power;
    }

    public Optional<Member> find(Address address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /// As headers name the set.
    public Hash hash() {
        var leaves = new ArrayList<byte[]>(members.size());
        for (var member : members)
            leaves.add(new ProtoWriter()
                    .message(1, key -> key.always(1, member.key))
                    .varint(2, member.power)
                    .toBytes());
        return Roots.root(leaves, Digests.INSTANCE);
    }
}
