// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Samples;
import stoa.types.codec.Eip712;
import stoa.types.codec.TypedStruct;

class TypedTest {
    private static final long SEED = 20_261_104;
    private static final int ROUNDS = 200;
    private static final Typed TYPED = Samples.TYPED;

    @Test
    void the_fast_digests_are_those_of_the_general_implementation() {
        var samples = new Samples(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var voucher = samples.any(Voucher.class);
            assertDigest(Typed.VOUCHER, Typed.values(voucher), TYPED.voucher(voucher));
            var receipt = samples.any(Receipt.class);
            assertDigest(Typed.RECEIPT, Typed.values(receipt), TYPED.receipt(receipt));
            var release = samples.any(Release.class);
            assertDigest(Typed.RELEASE, Typed.values(release), TYPED.release(release));
            var cancel = samples.any(Cancel.class);
            assertDigest(Typed.CANCEL, Typed.values(cancel), TYPED.cancel(cancel));
            var host = samples.any(Address.class);
            var owner = samples.any(Address.class);
            assertDigest(Typed.CONSENT, Typed.consentValues(host, owner), TYPED.consent(host, owner));
        }
    }

    @Test
    void nothing_signed_on_one_network_means_anything_on_another() {
        var voucher = new Samples(SEED).any(Voucher.class);
        var digests = new TreeSet<Hash>();
        digests.add(TYPED.voucher(voucher));
        digests.add(new Typed(HASHING, Samples.CHAIN_ID + 1, Samples.GENESIS_HASH).voucher(voucher));
        digests.add(new Typed(HASHING, Samples.CHAIN_ID, Hash.ZERO).voucher(voucher));
        assertEquals(3, digests.size());
        assertEquals(Capability.SESSIONS.address(), TYPED.domain().verifyingContract());
    }

    @Test
    void every_type_has_another_hash_so_no_promise_passes_for_another() {
        var hashes = new TreeSet<Hash>();
        for (var struct : Typed.ALL) assertTrue(hashes.add(struct.typeHash(HASHING)), struct.name());
        // owner and host are not to be exchanged
        var ann = Address.parse("0x" + "a1".repeat(20));
        var bob = Address.parse("0x" + "b2".repeat(20));
        assertNotEquals(TYPED.consent(ann, bob), TYPED.consent(bob, ann));
    }

    private static void assertDigest(TypedStruct struct, List<Object> values, Hash digest) {
        assertEquals(Eip712.digest(HASHING, TYPED.domain(), struct, values), digest, "seed " + SEED);
    }
}
