// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import java.time.Instant;
import java.util.List;
import stoa.kit.crypto.Digests;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.Roots;
import stoa.types.codec.ProtoWriter;

/// A header of CometBFT 0.38. Byte arrays are not copied; nobody may write into them.
///
/// @param appHash the ledger's state root after the block before this one
/// @param lastResultsHash over the results of the block before this one
public record CometHeader(
        long blockVersion,
        long appVersion,
        String chainId,
        long height,
        Instant time,
        BlockId lastBlockId,
        byte[] lastCommitHash,
        byte[] dataHash,
        byte[] validatorsHash,
        byte[] nextValidatorsHash,
        byte[] consensusHash,
        byte[] appHash,
        byte[] lastResultsHash,
        byte[] evidenceHash,
        byte[] proposer) {

    /// What names a block: its header's hash, and the root of the parts it travels in.
    ///
    /// @param parts how many
    public record BlockId(byte[] hash, int parts, byte[] partsHash) {
        byte[] encode() {
            return new ProtoWriter()
                    .bytes(1, hash)
                    .message(2, part -> part.varint(1, parts).bytes(2, partsHash))
                    .toBytes();
        }
    }

    /// The block's hash: the root over its fourteen fields.
    public Hash hash() {
        return Roots.root(
                List.of(
                        new ProtoWriter()
                                .varint(1, blockVersion)
                                .varint(2, appVersion)
                                .toBytes(),
                        new ProtoWriter().string(1, chainId).toBytes(),
                        new ProtoWriter().varint(1, height).toBytes(),
                        new ProtoWriter()
                                .varint(1, time.getEpochSecond())
                                .varint(2, time.getNano())
                                .toBytes(),
                        lastBlockId.encode(),
                        wrapped(lastCommitHash),
                        wrapped(dataHash),
                        wrapped(validatorsHash),
                        wrapped(nextValidatorsHash),
                        wrapped(consensusHash),
                        wrapped(appHash),
                        wrapped(lastResultsHash),
                        wrapped(evidenceHash),
                        wrapped(proposer)),
                Digests.INSTANCE);
    }

    private static byte[] wrapped(byte[] bytes) {
        return bytes.length == 0
                ? Bytes.EMPTY
                : new ProtoWriter().bytes(1, bytes).toBytes();
    }
}
