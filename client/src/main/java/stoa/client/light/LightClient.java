// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import stoa.kit.crypto.Digests;
import stoa.types.Hash;
import stoa.types.chain.StateEntry;
import stoa.types.codec.Malformed;
import stoa.types.merkle.Ics23;

/// Follows a network's headers from one that is trusted, and proves entries of its state.
///
/// A header is taken when more than two thirds of its own validators signed it and, if it does not follow directly,
/// more
/// than a third of those whom the trusted header names for its next height: that many honest ones vouch for it as long
/// as
/// misbehaviour is punished within the trust period. Where the validators changed too much in between, a header
/// half-way is
/// tried first.
///
/// One thread at a time.
public final class LightClient {
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(10);
    private static final int KEPT = 64;

    private final String chainId;
    private final HeaderSource source;
    private final Duration trustPeriod;
    private final InstantSource clock;
    private final TreeMap<Long, LightBlock> trusted = new TreeMap<>();

    /// @param trustPeriod shorter than the time in which misbehaviour can still be punished
    private LightClient(String chainId, HeaderSource source, Duration trustPeriod, InstantSource clock) {
        this.chainId = chainId;
        this.source = source;
        this.trustPeriod = trustPeriod;
        this.clock = clock;
    }

    /// Begins with a header that somebody who is trusted names.
    ///
    /// @throws Distrust when the source's header of that height is another, or too old
    public static LightClient from(
            String chainId, long height, Hash hash, HeaderSource source, Duration trustPeriod, InstantSource clock) {
        var client = new LightClient(chainId, source, trustPeriod, clock);
        var block = client.wellFormed(source.at(height), height);
        if (!block.header().hash().equals(hash))
            throw new Distrust(
                    "the header of height " + height + " is " + block.header().hash() + ", not the trusted " + hash);
        client.requireYoung(block);
        client.requireOwnValidators(block);
        client.trusted.put(height, block);
        return client;
    }

    /// The newest header that is trusted so far.
    public CometHeader newest() {
        return trusted.lastEntry().getValue().header();
    }

    /// The header of a height, verified.
    ///
    /// @throws Distrust when it cannot be trusted
    public CometHeader header(long height) {
        var known = trusted.get(height);
        if (known != null) return known.header();
        var from = trusted.floorEntry(height);
        return from == null
                ? backwards(height).header()
                : forwards(from.getValue(), height).header();
    }

    /// What a ledger says of an entry, proven: its value, or empty when the state holds none. The state after a block
    /// is
    /// bound by the next block's header, so the newest block's is not provable yet.
    ///
    /// @throws Distrust when the proof does not show it
    public Optional<byte[]> prove(StateEntry entry) {
        var root = Hash.of(header(entry.height() + 1).appHash());
        var path = entry.key().path(Digests.INSTANCE);
        try {
            var proof = Ics23.parse(entry.proof());
            boolean shown = entry.value().isPresent()
                    ? Ics23.holds(Digests.INSTANCE, root, path, entry.value().get(), proof)
                    : Ics23.lacks(Digests.INSTANCE, root, path, proof);
            if (shown) return entry.value();
        } catch (Malformed malformed) {
            throw new Distrust("the proof of " + entry.key() + " cannot be read: " + malformed.getMessage());
        }
        throw new Distrust(
                "the proof does not show " + entry.key() + " under the state root of height " + entry.height());
    }

    // ── verifying ──

    private LightBlock forwards(LightBlock start, long height) {
        var from = start;
        var goals = new ArrayDeque<LightBlock>();
        goals.push(wellFormed(source.at(height), height));
        while (true) {
            requireYoung(from);
            var next = goals.getFirst();
            requireLater(from, next);
            if (vouched(from, next)) {
                requireOwnValidators(next);
                remember(next);
                goals.pop();
                if (goals.isEmpty()) return next;
                from = next;
            } else {
                long distance = next.height() - from.height();
                if (distance == 1)
                    throw new Distrust("the header of height " + next.height()
                            + " names other validators than the one before it announced");
                long between = from.height() + distance / 2;
                goals.push(wellFormed(source.at(between), between));
            }
        }
    }

    /// Headers below the first trusted one are bound by hashes, each by the one above it.
    private LightBlock backwards(long height) {
        var above = trusted.firstEntry().getValue();
        requireYoung(above);
        for (long at = above.height() - 1; at >= height; at--) {
            var block = wellFormed(source.at(at), at);
            if (!Arrays.equals(
                    block.header().hash().bytes(), above.header().lastBlockId().hash()))
                throw new Distrust("the header of height " + at + " is not the one that the next builds on");
            above = block;
        }
        return above;
    }

    /// Whether the trusted header's validators stand for the new one.
    private boolean vouched(LightBlock from, LightBlock next) {
        if (next.height() == from.height() + 1)
            return Arrays.equals(next.header().validatorsHash(), from.header().nextValidatorsHash());
        var set = from.nextValidators();
        long third = set.power() / 3;
        return next.commit().power(set, chainId, third) > third;
    }

    private void requireOwnValidators(LightBlock block) {
        long twoThirds = block.validators().power() / 3 * 2 + block.validators().power() % 3 * 2 / 3;
        if (block.commit().power(block.validators(), chainId, twoThirds) <= twoThirds)
            throw new Distrust("the header of height " + block.height() + " is not signed by two thirds of the power");
    }

    /// That the parts belong together.
    private LightBlock wellFormed(LightBlock block, long height) {
        var header = block.header();
        if (!header.chainId().equals(chainId))
            throw new Distrust("a header of " + header.chainId() + ", not of " + chainId);
        if (header.height() != height || block.commit().height() != height)
            throw new Distrust("asked for height " + height + ", answered with " + header.height());
        if (!Arrays.equals(header.hash().bytes(), block.commit().blockId().hash()))
            throw new Distrust("the signatures of height " + height + " are under another header");
        if (!Arrays.equals(block.validators().hash().bytes(), header.validatorsHash())
                || !Arrays.equals(block.nextValidators().hash().bytes(), header.nextValidatorsHash()))
            throw new Distrust("the validators of height " + height + " are not those its header names");
        return block;
    }

    private void requireLater(LightBlock from, LightBlock next) {
        if (!next.header().time().isAfter(from.header().time()))
            throw new Distrust("the header of height " + next.height() + " is not later than that of " + from.height());
        if (next.header().time().isAfter(clock.instant().plus(CLOCK_DRIFT)))
            throw new Distrust("the header of height " + next.height() + " is from the future");
    }

    private void requireYoung(LightBlock block) {
        Instant end = block.header().time().plus(trustPeriod);
        if (!end.isAfter(clock.instant()))
            throw new Distrust("the trusted header of height " + block.height() + " is older than the trust period of "
                    + trustPeriod + "; begin again with a newer one from somebody you trust");
    }

    /// The first stays, for headers below it.
    private void remember(LightBlock block) {
        trusted.put(block.height(), block);
        if (trusted.size() > KEPT) trusted.remove(trusted.higherKey(trusted.firstKey()));
    }
}
