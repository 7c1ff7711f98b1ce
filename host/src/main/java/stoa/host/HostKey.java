// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;
import stoa.types.market.Typed;

/// Who a host is, and what it signs with on which network.
record HostKey(PrivateKey key, Typed typed) {
    Address address() {
        return key.address();
    }

    Signature sign(Hash digest) {
        return Secp256k1.sign(digest, key);
    }
}
