// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.net.URI;
import java.util.Arrays;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.types.Address;

/// Where the parts of a local network listen, counted from one base port.
final class Ports {
    static final int RPC = 1;
    static final int METRICS = 2;
    static final int HOSTS = 10;

    private Ports() {}

    static URI host(int base, int number) {
        return URI.create("http://127.0.0.1:" + (base + HOSTS + number));
    }

    /// A validator's consensus address: the first twenty bytes of SHA-256 of its key, as CometBFT does it.
    static Address validatorAddress(Bls.Key key) {
        return Address.of(Arrays.copyOf(Digests.INSTANCE.sha256(key.publicKey()).bytes(), Address.BYTES));
    }
}
