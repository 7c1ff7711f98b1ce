// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import stoa.types.Hash;

/// A proposer's compressed BLS signature over (genesis hash, height, previous seed): unique, so nobody chooses the
/// next seed. Rule CHN-1. Ninety-six bytes.
public record SeedSignature(Hash first, Hash second, Hash third) {
    public static final int BYTES = 96;
    /// What the genesis block carries.
    public static final SeedSignature NONE = new SeedSignature(Hash.ZERO, Hash.ZERO, Hash.ZERO);

    public static SeedSignature of(byte[] bytes) {
        if (bytes.length != BYTES)
            throw new IllegalArgumentException("a seed signature has 96 bytes, not " + bytes.length);
        return new SeedSignature(Hash.of(bytes, 0), Hash.of(bytes, 32), Hash.of(bytes, 64));
    }

    public byte[] bytes() {
        var out = new byte[BYTES];
        first.write(out, 0);
        second.write(out, 32);
        third.write(out, 64);
        return out;
    }
}
