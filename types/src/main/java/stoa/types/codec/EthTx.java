// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Signature;

/// An Ethereum transaction without its signature, of the kinds wallets sign: legacy (EIP-155), EIP-2930, EIP-1559.
///
/// Prices and value are wei. `maxPriorityWei` equals `maxFeeWei`, the gas price, for kinds that know one price only.
/// Chain id 0 means a legacy transaction signed for every chain (before EIP-155). The data array is not copied; nobody
/// may write into it.
public record EthTx(
        Kind kind,
        long chainId,
        long nonce,
        BigInteger maxPriorityWei,
        BigInteger maxFeeWei,
        long gasLimit,
        Optional<Address> to,
        BigInteger valueWei,
        byte[] data,
        List<Access> accessList) {
    /// The largest chain id whose legacy signature still has a `v` of 63 bits.
    public static final long CHAIN_ID_MAX = (Long.MAX_VALUE - 36) / 2;

    private static final Hash ORDER = Hash.parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final Hash HALF_ORDER =
            Hash.parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    public enum Kind {
        LEGACY(0),
        ACCESS_LIST(1),
        DYNAMIC_FEE(2);

        private final byte typeByte;

        Kind(int typeByte) {
            this.typeByte = (byte) typeByte;
        }

        /// EIP-2718's number, as JSON-RPC shows it; only kinds above 0 carry it as their first byte.
        public int number() {
            return typeByte;
        }
    }

    /// An address and the storage slots a transaction announces it will touch (EIP-2930); kept for the hash only.
    public record Access(Address address, List<Hash> slots) {
        public Access {
            slots = List.copyOf(slots);
        }
    }

    /// A transaction as it travels.
    public record Signed(EthTx tx, Signature signature) {
        /// The bytes that travel; those it was decoded from, if it was.
        public byte[] raw() {
            return tx.raw(signature);
        }

        /// The transaction's hash, as wallets and explorers show it.
        public Hash hash(Hashing hashing) {
            return hashing.keccak256(raw());
        }
    }

    /// What has no spelling is an `IllegalArgumentException`.
    public EthTx {
        accessList = List.copyOf(accessList);
        if (chainId < 0 || chainId > CHAIN_ID_MAX || (chainId == 0 && kind != Kind.LEGACY))
            throw new IllegalArgumentException("the chain id is out of range");
        if (nonce < 0 || gasLimit < 0) throw new IllegalArgumentException("nonce and gas limit are not negative");
        for (var wei : List.of(maxPriorityWei, maxFeeWei, valueWei))
            if (wei.signum() < 0 || wei.bitLength() > 256) throw new IllegalArgumentException("wei is out of range");
        if (maxPriorityWei.compareTo(maxFeeWei) > 0)
            throw new IllegalArgumentException("the priority fee is above the whole fee");
        if (kind != Kind.DYNAMIC_FEE && !maxPriorityWei.equals(maxFeeWei))
            throw new IllegalArgumentException("this kind has one gas price");
        if (kind == Kind.LEGACY && !accessList.isEmpty())
            throw new IllegalArgumentException("a legacy transaction has no access list");
    }

    public static EthTx legacy(
            long chainId,
            long nonce,
            BigInteger gasPriceWei,
            long gasLimit,
            Address to,
            BigInteger valueWei,
            byte[] data) {
        return new EthTx(
                Kind.LEGACY,
                chainId,
                nonce,
                gasPriceWei,
                gasPriceWei,
                gasLimit,
                Optional.of(to),
                valueWei,
                data,
                List.of());
    }

    public static EthTx dynamicFee(
            long chainId,
            long nonce,
            BigInteger maxPriorityWei,
            BigInteger maxFeeWei,
            long gasLimit,
            Address to,
            BigInteger valueWei,
            byte[] data) {
        return new EthTx(
                Kind.DYNAMIC_FEE,
                chainId,
                nonce,
                maxPriorityWei,
                maxFeeWei,
                gasLimit,
                Optional.of(to),
                valueWei,
                data,
                List.of());
    }

    /// Reads a signed transaction of at most `bytesMax` bytes; one signed without a chain id is refused.
    public static Signed decode(byte[] raw, int bytesMax) throws Malformed {
        var signed = decodeAnyChain(raw, bytesMax);
        if (signed.tx.chainId == 0) throw new Malformed("signed without a chain id; sign for this chain (EIP-155)");
        return signed;
    }

    /// Like [#decode], but takes a legacy signature without a chain id too (chain id 0), which sandbox networks allow.
    public static Signed decodeAnyChain(byte[] raw, int bytesMax) throws Malformed {
        if (raw.length > bytesMax)
            throw new Malformed("the transaction has " + raw.length + " bytes, at most " + bytesMax + " are allowed");
        if (raw.length == 0) throw new Malformed("the transaction is empty");
        int first = raw[0] & 0xff;
        if (first >= 0xc0) return decodeLegacy(Rlp.decode(raw).items(9));
        return switch (first) {
            case 1 -> decodeTyped(Kind.ACCESS_LIST, Rlp.decode(raw, 1).items(11));
            case 2 -> decodeTyped(Kind.DYNAMIC_FEE, Rlp.decode(raw, 1).items(12));
            default -> throw new Malformed("unknown transaction type " + first + "; send type 0, 1 or 2");
        };
    }

    /// What the sender signs.
    public Hash signingDigest(Hashing hashing) {
        var fields = fields();
        if (kind == Kind.LEGACY && chainId > 0)
            fields.addAll(List.of(Rlp.Item.of(chainId), Rlp.Item.of(0), Rlp.Item.of(0)));
        return hashing.keccak256(envelope(fields));
    }

    /// The bytes that travel, given a signature of [#signingDigest].
    public byte[] raw(Signature signature) {
        requireSignature(signature);
        var fields = fields();
        long v = kind != Kind.LEGACY ? signature.recovery() : v(signature.recovery());
        fields.add(Rlp.Item.of(v));
        fields.add(Rlp.Item.of(new BigInteger(1, signature.r().bytes())));
        fields.add(Rlp.Item.of(new BigInteger(1, signature.s().bytes())));
        return envelope(fields);
    }

    private static Signed decodeLegacy(List<Rlp.Item> items) throws Malformed {
        var gasPrice = items.get(1).uint256();
        long v = items.get(6).u63();
        if (v != 27 && v != 28 && (v < 37 || v > CHAIN_ID_MAX * 2 + 36))
            throw new Malformed.InSignature("the signature's v is out of range");
        long chainId = v < 37 ? 0 : (v - 35) / 2;
        int recovery = (int) ((v - (v < 37 ? 27 : 35)) & 1);
        var tx = new EthTx(
                Kind.LEGACY,
                chainId,
                items.get(0).u63(),
                gasPrice,
                gasPrice,
                items.get(2).u63(),
                recipient(items.get(3)),
                items.get(4).uint256(),
                items.get(5).bytes(),
                List.of());
        return new Signed(tx, signature(recovery, items.subList(7, 9)));
    }

    private static Signed decodeTyped(Kind kind, List<Rlp.Item> items) throws Malformed {
        long chainId = items.get(0).u63();
        if (chainId == 0 || chainId > CHAIN_ID_MAX) throw new Malformed("the chain id is out of range");
        var maxPriority = items.get(2).uint256();
        int at = kind == Kind.DYNAMIC_FEE ? 3 : 2; // the one gas price is both
        var maxFee = items.get(at).uint256();
        if (maxPriority.compareTo(maxFee) > 0) throw new Malformed("the priority fee is above the whole fee");
        var tx = new EthTx(
                kind,
                chainId,
                items.get(1).u63(),
                maxPriority,
                maxFee,
                items.get(at + 1).u63(),
                recipient(items.get(at + 2)),
                items.get(at + 3).uint256(),
                items.get(at + 4).bytes(),
                accessList(items.get(at + 5)));
        long parity = items.get(at + 6).u63();
        if (parity > 1) throw new Malformed.InSignature("the signature's parity is neither 0 nor 1");
        return new Signed(tx, signature((int) parity, items.subList(at + 7, at + 9)));
    }

    private static Optional<Address> recipient(Rlp.Item item) throws Malformed {
        return item.bytes().length == 0 ? Optional.empty() : Optional.of(item.address());
    }

    private static List<Access> accessList(Rlp.Item item) throws Malformed {
        var list = new ArrayList<Access>();
        for (var entry : item.items()) {
            var pair = entry.items(2);
            var slots = new ArrayList<Hash>();
            for (var slot : pair.get(1).items()) slots.add(slot.hash());
            list.add(new Access(pair.get(0).address(), slots));
        }
        return list;
    }

    private static Signature signature(int recovery, List<Rlp.Item> rs) throws Malformed {
        var r = word(rs.get(0).uint256());
        var s = word(rs.get(1).uint256());
        if (r.isZero() || r.compareTo(ORDER) >= 0 || s.isZero() || s.compareTo(ORDER) >= 0)
            throw new Malformed.InSignature("the signature's r or s is out of range");
        if (s.compareTo(HALF_ORDER) > 0)
            throw new Malformed.InSignature("the signature's s is in the high half (EIP-2)");
        return new Signature(r, s, recovery);
    }

    private static void requireSignature(Signature signature) {
        if (signature.r().isZero()
                || signature.r().compareTo(ORDER) >= 0
                || signature.s().isZero()
                || signature.s().compareTo(HALF_ORDER) > 0)
            throw new IllegalArgumentException("the signature's r or s is out of range");
    }

    private static Hash word(BigInteger number) {
        return AbiEncoder.word(new AbiType.Uint(256), number);
    }

    private long v(int recovery) {
        return recovery + (chainId == 0 ? 27 : chainId * 2 + 35);
    }

    /// All but the signature, in the kind's order.
    private List<Rlp.Item> fields() {
        var fields = new ArrayList<Rlp.Item>();
        if (kind != Kind.LEGACY) fields.add(Rlp.Item.of(chainId));
        fields.add(Rlp.Item.of(nonce));
        if (kind == Kind.DYNAMIC_FEE) fields.add(Rlp.Item.of(maxPriorityWei));
        fields.add(Rlp.Item.of(maxFeeWei));
        fields.add(Rlp.Item.of(gasLimit));
        fields.add(Rlp.Item.of(to.map(Address::bytes).orElse(Bytes.EMPTY)));
        fields.add(Rlp.Item.of(valueWei));
        fields.add(Rlp.Item.of(data));
        if (kind != Kind.LEGACY) fields.add(accessItem());
        return fields;
    }

    private Rlp.Item accessItem() {
        var entries = new ArrayList<Rlp.Item>();
        for (var access : accessList) {
            var slots = new ArrayList<Rlp.Item>();
            for (var slot : access.slots) slots.add(Rlp.Item.of(slot.bytes()));
            entries.add(Rlp.Item.of(Rlp.Item.of(access.address.bytes()), new Rlp.Item.Items(slots)));
        }
        return new Rlp.Item.Items(entries);
    }

    private byte[] envelope(List<Rlp.Item> fields) {
        var rlp = Rlp.encode(new Rlp.Item.Items(fields));
        return kind == Kind.LEGACY ? rlp : Bytes.concat(new byte[] {kind.typeByte}, rlp);
    }
}
