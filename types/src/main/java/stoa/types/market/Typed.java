// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Eip712;
import stoa.types.codec.TypedStruct;
import stoa.types.codec.Utf8;

/// What is signed off the chain, as EIP-712 typed data of one network. Rule SIG-1.
///
/// A digest is two keccaks over a fixed layout, for receipts and vouchers are hashed four times per answer; a test
/// holds it equal to the general [Eip712].
public final class Typed {
    public static final String DOMAIN_NAME = "Stoa";
    public static final String DOMAIN_VERSION = "1";
    public static final String CONSENT_PURPOSE = "stoa host";

    public static final TypedStruct VOUCHER = TypedStruct.parse(
            "Voucher(uint64 session,uint8 lane,uint64 count,uint64 earned,uint64 ceiling,bytes32 receiptsRoot)");
    public static final TypedStruct RECEIPT = TypedStruct.parse("Receipt(uint64 session,uint8 lane,uint64 index,"
            + "bytes32 requestHash,bytes32 responseHash,uint64 input,uint64 cachedInput,uint64 output,uint64 cost,"
            + "uint64 startedMillis,uint64 firstTokenMillis,uint64 finishedMillis,bytes32 evidenceRoot,uint8 flags)");
    public static final TypedStruct RELEASE =
            TypedStruct.parse("Release(uint64 session,uint8 lane,uint64 amount,uint64 total)");
    public static final TypedStruct CANCEL =
            TypedStruct.parse("Cancel(uint64 session,uint8 lane,bytes32 requestHash,uint64 outputUnits)");
    public static final TypedStruct CONSENT = TypedStruct.parse("Consent(address host,address owner,string purpose)");
    /// All of them, for `spec/abi/typed-data.json`.
    public static final List<TypedStruct> ALL = List.of(VOUCHER, RECEIPT, RELEASE, CANCEL, CONSENT);

    private final Hashing hashing;
    private final Eip712.Domain domain;
    /// 0x1901 and the domain separator.
    private final byte[] head;

    private final Hash voucherType;
    private final Hash receiptType;
    private final Hash releaseType;
    private final Hash cancelType;
    private final Hash consentType;
    private final Hash purpose;

    public Typed(Hashing hashing, long chainId, Hash genesisHash) {
        this.hashing = hashing;
        domain = domain(chainId, genesisHash);
        head = Bytes.concat(new byte[] {0x19, 0x01}, domain.separator(hashing).bytes());
        voucherType = VOUCHER.typeHash(hashing);
        receiptType = RECEIPT.typeHash(hashing);
        releaseType = RELEASE.typeHash(hashing);
        cancelType = CANCEL.typeHash(hashing);
        consentType = CONSENT.typeHash(hashing);
        purpose = hashing.keccak256(Utf8.encode(CONSENT_PURPOSE));
    }

    /// What a signature is bound to, so that nothing signed for one network means anything on another.
    public static Eip712.Domain domain(long chainId, Hash genesisHash) {
        return new Eip712.Domain(
                DOMAIN_NAME, DOMAIN_VERSION, chainId, Capability.SESSIONS.address(), Optional.of(genesisHash));
    }

    public Eip712.Domain domain() {
        return domain;
    }

    /// The session key signs this.
    public Hash voucher(Voucher voucher) {
        return new Words(voucherType, 6)
                .number(voucher.session())
                .number(voucher.lane())
                .number(voucher.count())
                .amount(voucher.earned())
                .amount(voucher.ceiling())
                .hash(voucher.receiptsRoot())
                .digest();
    }

    /// The host's key signs this; it is also the receipt's leaf in the lane's [ReceiptsRoot].
    public Hash receipt(Receipt receipt) {
        return new Words(receiptType, 14)
                .number(receipt.session())
                .number(receipt.lane())
                .number(receipt.index())
                .hash(receipt.requestHash())
                .hash(receipt.responseHash())
                .number(receipt.usage().input())
                .number(receipt.usage().cachedInput())
                .number(receipt.usage().output())
                .amount(receipt.cost())
                .number(receipt.startedMillis())
                .number(receipt.firstTokenMillis())
                .number(receipt.finishedMillis())
                .hash(receipt.evidenceRoot())
                .number(receipt.flags())
                .digest();
    }

    /// The host's key signs this.
    public Hash release(Release release) {
        return new Words(releaseType, 4)
                .number(release.session())
                .number(release.lane())
                .amount(release.amount())
                .amount(release.total())
                .digest();
    }

    /// The session key signs this.
    public Hash cancel(Cancel cancel) {
        return new Words(cancelType, 4)
                .number(cancel.session())
                .number(cancel.lane())
                .hash(cancel.requestHash())
                .number(cancel.outputUnits())
                .digest();
    }

    /// The host's key signs this, once, for the owner who registers it.
    public Hash consent(Address host, Address owner) {
        return new Words(consentType, 3)
                .address(host)
                .address(owner)
                .hash(purpose)
                .digest();
    }

    /// The values of [#VOUCHER], for wallets that take JSON ([Eip712#json]).
    public static List<Object> values(Voucher voucher) {
        return List.of(
                voucher.session(),
                voucher.lane(),
                voucher.count(),
                voucher.earned().obol(),
                voucher.ceiling().obol(),
                voucher.receiptsRoot());
    }

    /// The values of [#RECEIPT].
    public static List<Object> values(Receipt receipt) {
        return List.of(
                receipt.session(),
                receipt.lane(),
                receipt.index(),
                receipt.requestHash(),
                receipt.responseHash(),
                receipt.usage().input(),
                receipt.usage().cachedInput(),
                receipt.usage().output(),
                receipt.cost().obol(),
                receipt.startedMillis(),
                receipt.firstTokenMillis(),
                receipt.finishedMillis(),
                receipt.evidenceRoot(),
                receipt.flags());
    }

    /// The values of [#RELEASE].
    public static List<Object> values(Release release) {
        return List.of(
                release.session(),
                release.lane(),
                release.amount().obol(),
                release.total().obol());
    }

    /// The values of [#CANCEL].
    public static List<Object> values(Cancel cancel) {
        return List.of(cancel.session(), cancel.lane(), cancel.requestHash(), cancel.outputUnits());
    }

    /// The values of [#CONSENT].
    public static List<Object> consentValues(Address host, Address owner) {
        return List.of(host, owner, CONSENT_PURPOSE);
    }

    /// The words of one struct, filled from left to right.
    private final class Words {
        private final byte[] words;
        private int at = 32;

        Words(Hash type, int members) {
            words = new byte[32 * (1 + members)];
            type.write(words, 0);
        }

        Words number(long value) {
            Bytes.putLong(words, at + 24, value);
            at += 32;
            return this;
        }

        Words amount(Amount value) {
            return number(value.obol());
        }

        Words hash(Hash value) {
            value.write(words, at);
            at += 32;
            return this;
        }

        Words address(Address value) {
            value.write(words, at + 12);
            at += 32;
            return this;
        }

        Hash digest() {
            return hashing.keccak256(head, hashing.keccak256(words).bytes());
        }
    }
}
