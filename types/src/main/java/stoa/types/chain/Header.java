// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// What binds a block to everything before it and to everything it did. Its hash is the block's hash.
///
/// @param height 0 is the genesis block
/// @param timeSeconds block time, unix; never below the parent's
/// @param parent hash of the previous header; zero in the genesis block, whose state root binds the genesis instead
/// @param stateRoot root of the state *after* this block
/// @param txsRoot over the hashes of the transactions ([Roots#txs])
/// @param resultsRoot over what the transactions and the block's own steps did ([Roots#results])
/// @param proposer consensus address of whoever made the block
/// @param seedSignature from which the seed follows
/// @param seed of this height
/// @param txs how many transactions
public record Header(
        long height,
        long timeSeconds,
        Hash parent,
        Hash stateRoot,
        Hash txsRoot,
        Hash resultsRoot,
        Address proposer,
        SeedSignature seedSignature,
        Hash seed,
        int txs,
        long gasUsed) {
    private static final int ENCODING = 1;

    /// SHA-256 of the encoding.
    public Hash hash(Hashing hashing) {
        return hashing.sha256(encode());
    }

    public byte[] encode() {
        var out = new Writer(384);
        write(out);
        return out.toBytes();
    }

    void write(Writer out) {
        out.u8(ENCODING)
                .u63(height)
                .u63(timeSeconds)
                .hash(parent)
                .hash(stateRoot)
                .hash(txsRoot)
                .hash(resultsRoot)
                .address(proposer)
                .raw(seedSignature.bytes())
                .hash(seed)
                .u32(txs)
                .u63(gasUsed);
    }

    /// Reads what [#encode] wrote. Of our own bytes; wrap in [Reader#parse] for a stranger's.
    public static Header read(Reader in) {
        Codecs.version(in, ENCODING, "header");
        return new Header(
                in.u63(),
                in.u63(),
                in.hash(),
                in.hash(),
                in.hash(),
                in.hash(),
                in.address(),
                SeedSignature.of(in.raw(SeedSignature.BYTES)),
                in.hash(),
                Codecs.count(in),
                in.u63());
    }
}
