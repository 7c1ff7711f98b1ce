// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.math.BigInteger;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.Recovery;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;
import stoa.types.market.Typed;

/// Raw bytes to [Tx], once, at the edge. It knows one network and no state, so it may be used by
/// many threads at once, and what it refuses never enters a block.
///
/// @param typed the same network's promises
/// @param foreign whether signatures for other chains, or for none, are taken too: only in a sandbox
/// @param maxBytes of a raw transaction
public record TxDecoder(
        Hashing hashing, VerbTable verbs, Typed typed, Recovery recovery, long chainId, boolean foreign, int maxBytes) {
    /// One obol per gas: the only price there is. Offering more pays no more.
    public static final BigInteger GAS_PRICE_WEI = BigInteger.valueOf(Coin.WEI_PER_OBOL);

    /// A transaction whose sender is known and whose call data are not read yet: enough to check nonce and balance
    /// before anybody spends time on the signatures inside.
    ///
    /// @param free whether it offers gas price 0
    public record Opened(EthTx tx, Hash hash, Address sender, Address to, Coin value, boolean free, int size) {}

    public Tx decode(byte[] raw) throws Refused {
        return decode(open(raw));
    }

    public Opened open(byte[] raw) throws Refused {
        if (raw.length > maxBytes)
            throw new Refused(Reason.TOO_LARGE, raw.length + " bytes, at most " + maxBytes + " are taken");
        var signed = signed(raw);
        var tx = signed.tx();
        if (tx.chainId() != chainId && !foreign)
            throw new Refused(Reason.CHAIN_ID_WRONG, "signed for chain " + tx.chainId() + ", this is " + chainId);
        if (tx.to().isEmpty()) throw new Refused(Reason.CONTRACT_CREATION);
        if (!tx.accessList().isEmpty())
            throw new Refused(Reason.MALFORMED, "an access list means nothing here; leave it empty");
        boolean free = tx.maxFeeWei().signum() == 0;
        if (!free && tx.maxFeeWei().compareTo(GAS_PRICE_WEI) < 0) throw new Refused(Reason.GAS_PRICE_TOO_LOW);
        var value = VerbDecoder.coin(tx.valueWei());
        var sender = recovery.recover(tx.signingDigest(hashing), signed.signature());
        if (sender.isZero()) throw new Refused(Reason.SIGNATURE_INVALID, "no key made this signature");
        return new Opened(tx, hashing.keccak256(raw), sender, tx.to().get(), value, free, raw.length);
    }

    public Tx decode(Opened opened) throws Refused {
        var tx = opened.tx();
        return new Tx(
                opened.hash(),
                opened.sender(),
                tx.nonce(),
                tx.gasLimit(),
                opened.free(),
                opened.to(),
                opened.value(),
                verbs.decode(opened.to(), tx.data(), typed, recovery),
                opened.size());
    }

    private EthTx.Signed signed(byte[] raw) throws Refused {
        try {
            return EthTx.decodeAnyChain(raw, maxBytes);
        } catch (Malformed.InSignature signature) {
            throw new Refused(Reason.SIGNATURE_INVALID, String.valueOf(signature.getMessage()));
        } catch (Malformed malformed) {
            throw new Refused(Reason.MALFORMED, String.valueOf(malformed.getMessage()));
        }
    }
}
