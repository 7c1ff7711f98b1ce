// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.util.Arrays;
import java.util.Optional;
import stoa.types.Bytes;
import stoa.types.chain.SeedSignature;

/// The first item of every block: the proposer's signature from which the height's seed follows. A zero byte tells it
/// from transactions, none of which begins with one. [ABC-2].
final class SeedItem {
    static final int BYTES = 1 + SeedSignature.BYTES;

    private static final byte[] MARK = {0};

    private SeedItem() {}

    static byte[] encode(SeedSignature signature) {
        return Bytes.concat(MARK, signature.bytes());
    }

    /// Whether it claims to be one, well-formed or not.
    static boolean marked(byte[] item) {
        return item.length > 0 && item[0] == MARK[0];
    }

    static Optional<SeedSignature> decode(byte[] item) {
        return item.length == BYTES && marked(item)
                ? Optional.of(SeedSignature.of(Arrays.copyOfRange(item, 1, BYTES)))
                : Optional.empty();
    }
}
