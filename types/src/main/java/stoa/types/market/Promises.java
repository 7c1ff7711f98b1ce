// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Hash;
import stoa.types.Recovery;
import stoa.types.Signature;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.state.Codec;
import stoa.types.state.Fields;

/// Signed promises as gateway and host exchange and keep them: the promise, then 65 bytes of signature. Reading
/// recovers the signer; whether it is the right one is for the reader to compare.
///
/// @param typed the network the promises are made on
public record Promises(Typed typed, Recovery recovery) {
    /// Receipts of one answer to a request for receipts at most.
    public static final int MOST_RECEIPTS = 4_096;

    /// What was read, before anybody knows who signed it.
    private record Bare<T>(T promise, Signature signature) {}

    public static byte[] bytes(SignedVoucher signed) {
        return bytes(MarketCodecs.VOUCHER, signed.voucher(), signed.signature());
    }

    public static byte[] bytes(SignedReceipt signed) {
        return bytes(MarketCodecs.RECEIPT, signed.receipt(), signed.signature());
    }

    public static byte[] bytes(SignedRelease signed) {
        return bytes(MarketCodecs.RELEASE, signed.release(), signed.signature());
    }

    public static byte[] bytes(SignedCancel signed) {
        return bytes(MarketCodecs.CANCEL, signed.cancel(), signed.signature());
    }

    /// A varint with their number, then one after the other; at most [#MOST_RECEIPTS].
    public static byte[] bytes(List<SignedReceipt> receipts) {
        var out = new Writer(16 + receipts.size() * (MarketCodecs.RECEIPT_BYTES + Signature.BYTES));
        return out.list(MOST_RECEIPTS, receipts, (to, signed) -> to.raw(bytes(signed)))
                .toBytes();
    }

    public SignedVoucher voucher(byte[] bytes) throws Malformed {
        var bare = Reader.parse(bytes, in -> bare(MarketCodecs.VOUCHER, in));
        var signer = recovery.recover(typed.voucher(bare.promise), bare.signature);
        return new SignedVoucher(bare.promise, bare.signature, signer);
    }

    public SignedReceipt receipt(byte[] bytes) throws Malformed {
        var bare = Reader.parse(bytes, in -> bare(MarketCodecs.RECEIPT, in));
        var signer = recovery.recover(typed.receipt(bare.promise), bare.signature);
        return new SignedReceipt(bare.promise, bare.signature, signer);
    }

    public SignedRelease release(byte[] bytes) throws Malformed {
        var bare = Reader.parse(bytes, in -> bare(MarketCodecs.RELEASE, in));
        var signer = recovery.recover(typed.release(bare.promise), bare.signature);
        return new SignedRelease(bare.promise, bare.signature, signer);
    }

    public SignedCancel cancel(byte[] bytes) throws Malformed {
        var bare = Reader.parse(bytes, in -> bare(MarketCodecs.CANCEL, in));
        var signer = recovery.recover(typed.cancel(bare.promise), bare.signature);
        return new SignedCancel(bare.promise, bare.signature, signer);
    }

    public List<SignedReceipt> receipts(byte[] bytes) throws Malformed {
        var bare = Reader.parse(bytes, in -> in.list(MOST_RECEIPTS, each -> bare(MarketCodecs.RECEIPT, each)));
        var digests = new ArrayList<Hash>(bare.size());
        var signatures = new ArrayList<Signature>(bare.size());
        for (var each : bare) {
            digests.add(typed.receipt(each.promise));
            signatures.add(each.signature);
        }
        var signers = recovery.recoverAll(digests, signatures);
        var receipts = new ArrayList<SignedReceipt>(bare.size());
        for (int i = 0; i < bare.size(); i++)
            receipts.add(new SignedReceipt(bare.get(i).promise, bare.get(i).signature, signers.get(i)));
        return List.copyOf(receipts);
    }

    private static <T> byte[] bytes(Codec<T> codec, T promise, Signature signature) {
        var out = new Writer(MarketCodecs.RECEIPT_BYTES + Signature.BYTES);
        codec.write().accept(out, promise);
        Fields.signature(out, signature);
        return out.toBytes();
    }

    private static <T> Bare<T> bare(Codec<T> codec, Reader in) {
        return new Bare<>(codec.read().apply(in), Fields.signature(in));
    }
}
