// SPDX-License-Identifier: Apache-2.0
package stoa.client.market;

import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;
import stoa.types.market.Cancel;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;

/// One key that signs promises of one network: a session key signs vouchers and cancels, a host's key signs receipts,
/// releases and its consent to an owner. Safe for any thread; never shows the key.
public final class Signer {
    private final Typed typed;
    private final PrivateKey key;
    private final Address address;

    public Signer(Typed typed, PrivateKey key) {
        this.typed = typed;
        this.key = key;
        this.address = Secp256k1.addressOf(key);
    }

    public Address address() {
        return address;
    }

    public SignedVoucher sign(Voucher voucher) {
        return new SignedVoucher(voucher, sign(typed.voucher(voucher)), address);
    }

    public SignedReceipt sign(Receipt receipt) {
        return new SignedReceipt(receipt, sign(typed.receipt(receipt)), address);
    }

    public SignedRelease sign(Release release) {
        return new SignedRelease(release, sign(typed.release(release)), address);
    }

    public SignedCancel sign(Cancel cancel) {
        return new SignedCancel(cancel, sign(typed.cancel(cancel)), address);
    }

    /// This host's consent to be registered by `owner`.
    public Signature consent(Address owner) {
        return sign(typed.consent(address, owner));
    }

    private Signature sign(Hash digest) {
        return Secp256k1.sign(digest, key);
    }

    @Override
    public String toString() {
        return "the signer of " + address;
    }
}
