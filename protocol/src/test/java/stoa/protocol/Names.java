// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Signature;

/// People, hosts and keys of the stories are known by name.
final class Names {
    static final ModelId TINY = new ModelId("tiny");
    static final ModelId BIG = new ModelId("big");
    static final Signature SIGNATURE = new Signature(Hash.ZERO, Hash.ZERO, 0);

    private static final ConcurrentHashMap<String, Address> KNOWN = new ConcurrentHashMap<>();

    private Names() {}

    static Address address(String name) {
        return KNOWN.computeIfAbsent(name, Names::hashed);
    }

    private static Address hashed(String name) {
        var hash = TestHashing.HASHING.sha256(name.getBytes(StandardCharsets.UTF_8));
        return Address.of(hash.bytes(), 0);
    }

    /// The key that signs the vouchers of whoever pays.
    static Address keyOf(String payer) {
        return address(payer + "'s session key");
    }
}
