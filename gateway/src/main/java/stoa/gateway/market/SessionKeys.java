// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import static java.nio.charset.StandardCharsets.US_ASCII;

import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.RandomBytes;
import stoa.types.Hash;

/// The keys that sign vouchers: each session its own, all derived from one secret that lies in a file of mode 0600.
/// The log of a session holds only the nonce.
public final class SessionKeys {
    private static final byte[] PURPOSE = "stoa session key".getBytes(US_ASCII);

    private final PrivateKey secret;

    public SessionKeys(PrivateKey secret) {
        this.secret = secret;
    }

    static Hash nonce() {
        return Hash.of(RandomBytes.next(Hash.BYTES));
    }

    PrivateKey derive(Hash nonce) {
        return PrivateKey.of(
                Digests.INSTANCE.sha256(PURPOSE, secret.bytes(), nonce.bytes()).bytes());
    }
}
