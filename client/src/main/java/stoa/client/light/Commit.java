// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.codec.ProtoWriter;

/// Precommits for a block.
public record Commit(long height, int round, CometHeader.BlockId blockId, List<Vote> votes) {
    private static final int PRECOMMIT = 2;
    /// What comes before the key in a SubjectPublicKeyInfo of type Ed25519.
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    /// @param time the voter's clock, part of what it signed
    public record Vote(Address validator, Instant time, byte[] signature) {}

    public Commit {
        votes = List.copyOf(votes);
    }

    /// The power, by `set`, of those in it who signed this block. Stops counting once it exceeds `enough`.
    long power(ValidatorSet set, String chainId, long enough) {
        long power = 0;
        var counted = new HashSet<Address>();
        for (var vote : votes) {
            var member = set.find(vote.validator);
            if (member.isEmpty() || !counted.add(vote.validator)) continue;
            if (!signed(member.get().key(), message(vote, chainId), vote.signature)) continue;
            power += member.get().power();
            if (power > enough) break;
        }
        return power;
    }

    /// What a validator signs: CometBFT's canonical vote, with its length before it.
    byte[] message(Vote vote, String chainId) {
        byte[] canonical = new ProtoWriter()
                .varint(1, PRECOMMIT)
                .fixed64(2, height)
                .fixed64(3, round)
                .message(4, block -> block.bytes(1, blockId.hash())
                        .message(2, parts -> parts.varint(1, blockId.parts()).bytes(2, blockId.partsHash())))
                .timestamp(5, vote.time.getEpochSecond(), vote.time.getNano())
                .string(6, chainId)
                .toBytes();
        return new ProtoWriter(canonical.length + 5).raw(canonical).toBytes();
    }

    private static boolean signed(byte[] key, byte[] message, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Bytes.concat(SPKI, key))));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // bytes that are no key or no signature
        }
    }
}
