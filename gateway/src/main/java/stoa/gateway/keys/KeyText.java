// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import stoa.kit.crypto.Base58Check;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.RandomBytes;
import stoa.types.Hash;

/// How keys are written: `sk-stoa-` and 256 random bits, or `sk-stoa-local-` and a delegate's own private key.
public final class KeyText {
    public static final String PREFIX = "sk-stoa-";
    public static final String LOCAL_PREFIX = "sk-stoa-local-";
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH = PREFIX.length() + 2 * RANDOM_BYTES;

    private KeyText() {}

    /// A new key; whoever gets it sees it this once.
    public static String mint() {
        return PREFIX + HexFormat.of().formatHex(RandomBytes.next(RANDOM_BYTES));
    }

    /// The key that spends what was delegated to this private key's address.
    public static String local(PrivateKey key) {
        return LOCAL_PREFIX + Base58Check.encode(key.bytes());
    }

    /// Whether it has the form of a random key; no other is worth a look into the books.
    public static boolean minted(String key) {
        return key.length() == LENGTH && key.startsWith(PREFIX);
    }

    public static boolean isLocal(String key) {
        return key.startsWith(LOCAL_PREFIX);
    }

    /// Reads a local key; an `IllegalArgumentException` never repeats it.
    public static PrivateKey readLocal(String key) {
        return PrivateKey.of(Base58Check.decode(key.substring(LOCAL_PREFIX.length())));
    }

    /// What is stored: 256 random bits need no salt and no slow hash.
    public static Hash hash(String key) {
        return Digests.INSTANCE.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    /// Enough to tell keys apart, of no use to a thief.
    public static String hint(String key) {
        return key.substring(0, PREFIX.length() + 4) + "…" + key.substring(key.length() - 4);
    }
}
