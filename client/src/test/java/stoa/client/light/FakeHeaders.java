// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import stoa.types.Bytes;
import stoa.types.Hash;

/// A network made up for a test: its validators sign as CometBFT's do, and some of them are replaced in every block.
final class FakeHeaders implements HeaderSource {
    static final String CHAIN = "fake-1";

    private final TreeMap<Long, LightBlock> blocks = new TreeMap<>();
    private final List<List<KeyPair>> keys = new ArrayList<>();
    int asked;

    /// @param size of each validator set
    /// @param replaced in every block
    FakeHeaders(int height, int size, int replaced) {
        var now = new ArrayList<KeyPair>();
        for (int i = 0; i < size; i++) now.add(key());
        for (int h = 0; h <= height + 1; h++) {
            keys.add(List.copyOf(now));
            for (int i = 0; i < replaced; i++) now.set((h * replaced + i) % size, key());
        }
        var last = new CometHeader.BlockId(Bytes.EMPTY, 0, Bytes.EMPTY);
        for (int h = 1; h <= height; h++) {
            var header = header(h, last, set(keys.get(h)), set(keys.get(h + 1)), new byte[32]);
            put(header, keys.get(h), set(keys.get(h)), set(keys.get(h + 1)));
            last = blocks.get((long) h).commit().blockId();
        }
    }

    /// The same header with another application hash.
    static CometHeader with(CometHeader h, byte[] appHash) {
        return new CometHeader(
                h.blockVersion(),
                h.appVersion(),
                h.chainId(),
                h.height(),
                h.time(),
                h.lastBlockId(),
                h.lastCommitHash(),
                h.dataHash(),
                h.validatorsHash(),
                h.nextValidatorsHash(),
                h.consensusHash(),
                appHash,
                h.lastResultsHash(),
                h.evidenceHash(),
                h.proposer());
    }

    /// The last so many validators did not sign this block.
    void silence(long height, int silent) {
        var block = blocks.get(height);
        var signers = keys.get((int) height);
        put(block.header(), signers.subList(0, signers.size() - silent), block.validators(), block.nextValidators());
    }

    /// Every vote stands there three times.
    void repeatVotes(long height) {
        var block = blocks.get(height);
        var votes = new ArrayList<Commit.Vote>();
        for (int i = 0; i < 3; i++) votes.addAll(block.commit().votes());
        blocks.put(
                height,
                new LightBlock(
                        block.header(),
                        new Commit(height, 0, block.commit().blockId(), votes),
                        block.validators(),
                        block.nextValidators()));
    }

    /// Strangers make a block of this height among themselves.
    void forge(long height) {
        var strangers = List.of(key(), key(), key(), key());
        var set = set(strangers);
        var header = header(height, blocks.get(height).header().lastBlockId(), set, set, new byte[32]);
        put(header, strangers, set, set);
    }

    /// The true header beside other validators.
    void strangersAsValidators(long height) {
        var block = blocks.get(height);
        var set = set(List.of(key(), key()));
        blocks.put(height, new LightBlock(block.header(), block.commit(), set, block.nextValidators()));
    }

    /// The validators of this height agreed on this state.
    void appHash(long height, Hash root) {
        var block = blocks.get(height);
        put(with(block.header(), root.bytes()), keys.get((int) height), block.validators(), block.nextValidators());
    }

    @Override
    public LightBlock at(long height) {
        asked++;
        return blocks.get(height);
    }

    @Override
    public long newest() {
        return blocks.lastKey();
    }

    private void put(CometHeader header, List<KeyPair> signers, ValidatorSet set, ValidatorSet next) {
        var id = new CometHeader.BlockId(header.hash().bytes(), 1, new byte[32]);
        var votes = new ArrayList<Commit.Vote>();
        var unsigned = new Commit(header.height(), 0, id, List.of());
        for (var signer : signers) {
            var vote = new Commit.Vote(
                    new ValidatorSet.Member(raw(signer), 10).address(),
                    header.time().plusMillis(7),
                    Bytes.EMPTY);
            votes.add(new Commit.Vote(vote.validator(), vote.time(), sign(signer, unsigned.message(vote, CHAIN))));
        }
        blocks.put(header.height(), new LightBlock(header, new Commit(header.height(), 0, id, votes), set, next));
    }

    private static CometHeader header(
            long height, CometHeader.BlockId last, ValidatorSet set, ValidatorSet next, byte[] appHash) {
        return new CometHeader(
                11,
                1,
                CHAIN,
                height,
                Instant.ofEpochSecond(1_800_000_000L + height),
                last,
                new byte[32],
                new byte[32],
                set.hash().bytes(),
                next.hash().bytes(),
                new byte[32],
                appHash,
                new byte[32],
                new byte[32],
                new byte[20]);
    }

    private static ValidatorSet set(List<KeyPair> keys) {
        return new ValidatorSet(
                keys.stream().map(key -> new ValidatorSet.Member(raw(key), 10)).toList());
    }

    private static byte[] raw(KeyPair key) {
        byte[] spki = key.getPublic().getEncoded();
        return Arrays.copyOfRange(spki, spki.length - 32, spki.length);
    }

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sign(KeyPair key, byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(key.getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
