// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Utf8;
import stoa.types.merkle.MountainRange;

/// What a voucher says about a lane's receipts 0..count−1: a mountain range with one leaf for each. Rule MKT-5.
///
/// The item of a receipt is its digest ([Typed#receipt]). A receipt that the payer disputes is vouched for as the item
/// `"void" ‖ digest` and costs nothing, so that the later ones stay payable.
public record ReceiptsRoot(MountainRange range) {
    public static final ReceiptsRoot EMPTY = new ReceiptsRoot(MountainRange.EMPTY);
    private static final byte[] VOID = Utf8.encode("void");

    public static Hash leaf(Hashing hashing, Hash digest) {
        return MountainRange.leafHash(hashing, digest.bytes());
    }

    /// The leaf that says: I saw this receipt and do not pay for it.
    public static Hash voidLeaf(Hashing hashing, Hash digest) {
        return MountainRange.leafHash(hashing, Bytes.concat(VOID, digest.bytes()));
    }

    /// With the next receipt, accepted.
    public ReceiptsRoot with(Hashing hashing, Hash digest) {
        return new ReceiptsRoot(range.append(hashing, leaf(hashing, digest)));
    }

    /// With the next receipt, disputed.
    public ReceiptsRoot withVoid(Hashing hashing, Hash digest) {
        return new ReceiptsRoot(range.append(hashing, voidLeaf(hashing, digest)));
    }

    /// How many receipts it covers: the voucher's `count`.
    public long count() {
        return range.size();
    }

    /// The voucher's `receiptsRoot`.
    public Hash root(Hashing hashing) {
        return range.root(hashing);
    }
}
