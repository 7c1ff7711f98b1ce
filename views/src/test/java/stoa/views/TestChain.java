// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Header;
import stoa.types.chain.Roots;
import stoa.types.chain.SeedSignature;
import stoa.types.codec.EthTx;
import stoa.types.event.Event;
import stoa.types.tx.Fees;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;

/// Blocks with whatever events a test wants, linked by their hashes.
final class TestChain implements Views.Blocks {
    static final PrivateKey KEY =
            PrivateKey.parse("0x00000000000000000000000000000000000000000000000000000000000000a1");
    static final Address SENDER = Secp256k1.addressOf(KEY);
    static final long GENESIS_SECONDS = 1_800_000_000;

    private static final VerbTable VERBS = new VerbTable(Digests.INSTANCE);

    final Hash genesis;
    private final List<CommittedBlock> blocks = new CopyOnWriteArrayList<>();
    private long nonce;
    private volatile boolean cut;

    TestChain(String name) {
        genesis = Digests.INSTANCE.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        add(List.of(), List.of(), List.of());
    }

    @Override
    public List<CommittedBlock> blocks(long from, int most) {
        if (cut) throw new IllegalStateException("the source is cut off");
        int size = blocks.size();
        if (from >= size) return List.of();
        return blocks.subList((int) from, (int) Math.min(size, from + most));
    }

    void cut(boolean off) {
        cut = off;
    }

    /// A block whose own events these are.
    CommittedBlock block(Event... events) {
        return add(List.of(), List.of(), List.of(events));
    }

    /// A block with one transaction.
    CommittedBlock tx(Verb verb, Event... events) {
        return add(List.of(), List.of(tx(0, verb, Optional.empty(), events)), List.of());
    }

    CommittedBlock refused(Verb verb, Reason reason) {
        return add(List.of(), List.of(tx(0, verb, Optional.of(reason))), List.of());
    }

    CommittedBlock add(List<Event> begin, List<CommittedTx> txs, List<Event> end) {
        long height = blocks.size();
        var header = new Header(
                height,
                GENESIS_SECONDS + height,
                height == 0 ? Hash.ZERO : blocks.getLast().hash(),
                genesis,
                Roots.txs(txs, Digests.INSTANCE),
                Roots.results(begin, txs, end, Digests.INSTANCE),
                Address.ZERO,
                SeedSignature.NONE,
                Hash.ZERO,
                txs.size(),
                txs.stream().mapToLong(CommittedTx::gasUsed).sum());
        var block = new CommittedBlock(header, header.hash(Digests.INSTANCE), txs, begin, end);
        blocks.add(block);
        return block;
    }

    CommittedTx tx(int index, Verb verb, Optional<Reason> refused, Event... events) {
        var call = VERBS.encode(verb);
        long gas = Fees.gas(verb);
        var unsigned = EthTx.dynamicFee(
                61_127, nonce, BigInteger.ZERO, TxDecoder.GAS_PRICE_WEI, gas, call.to(), BigInteger.TWO, call.data());
        var raw = unsigned.raw(Secp256k1.sign(unsigned.signingDigest(Digests.INSTANCE), KEY));
        var all = new ArrayList<Event>();
        all.add(new Event.Charged(SENDER, nonce++, new Amount(gas)));
        all.addAll(List.of(events));
        return new CommittedTx(index, Digests.INSTANCE.keccak256(raw), SENDER, raw, refused, gas, new Amount(gas), all);
    }

    /// Drops the newest blocks, as a ledger restored from an older snapshot would.
    void truncate(int height) {
        blocks.subList(height + 1, blocks.size()).clear();
    }

    long head() {
        return blocks.size() - 1L;
    }
}
