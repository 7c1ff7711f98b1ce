// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import stoa.chain.Chain;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.StoreFailure;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.chain.CallRequest;
import stoa.types.chain.ChainInfo;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Header;
import stoa.types.chain.Simulated;
import stoa.types.chain.StateEntry;
import stoa.types.chain.Submitted;
import stoa.types.state.StateKey;

/// The chain of this process as everything above it sees it: the [Ledger] port.
public final class ChainLedger implements Ledger {
    /// Blocks together larger than this are given in several calls.
    private static final long BYTES_A_CALL = 8L << 20;

    private final Chain chain;
    private final AtomicLong names = new AtomicLong();

    /// Does not own the chain: whoever opened it closes it.
    public ChainLedger(Chain chain) {
        this.chain = chain;
    }

    @Override
    public ChainInfo info() {
        return chain.info();
    }

    @Override
    public Header head() {
        return chain.head().header();
    }

    @Override
    public Submitted submit(byte[] raw) {
        return chain.submit(raw);
    }

    @Override
    public Simulated simulate(CallRequest call, long height) {
        return height == LATEST ? chain.simulate(call) : at(height, known -> chain.simulate(call, known));
    }

    @Override
    public long nextNonce(Address account) {
        return chain.nextNonce(account);
    }

    @Override
    public Optional<byte[]> waiting(Hash hash) {
        return chain.waiting(hash).map(item -> item.raw());
    }

    @Override
    public StateEntry read(StateKey key, long height) {
        return at(height, known -> chain.read(key, known));
    }

    @Override
    public Optional<byte[]> value(StateKey key, long height) {
        if (height == LATEST) return Optional.ofNullable(chain.state().get(key));
        return at(height, known -> Optional.ofNullable(chain.state(known).get(key)));
    }

    @Override
    public List<Row> scan(byte table, byte[] prefix, byte[] after, int most) {
        int wanted = Math.clamp(most, 1, SCAN_MOST);
        // `after` itself is not wanted, so begin at its successor: the same bytes and a zero.
        byte[] from = after.length == 0 ? prefix : java.util.Arrays.copyOf(after, after.length + 1);
        return chain.state().scan(table, from, prefix, wanted).stream()
                .map(entry -> new Row(entry.key().key(), entry.value()))
                .toList();
    }

    @Override
    public List<CommittedBlock> blocks(long from, int most) {
        long head = chain.head().height();
        var out = new ArrayList<CommittedBlock>();
        long bytes = 0;
        try {
            for (long height = Math.max(0, from);
                    height <= head && out.size() < Math.clamp(most, 1, BLOCKS_MOST);
                    height++) {
                var block = chain.block(height);
                out.add(block);
                for (var tx : block.txs())
                    bytes += tx.raw().length + 256L * tx.events().size();
                bytes += 256L * block.endEvents().size();
                if (bytes > BYTES_A_CALL) break;
            }
            return out;
        } catch (HeightUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public Subscription subscribe(long from, Consumer<CommittedBlock> receiver) {
        var subscription = chain.subscribe("ledger-" + names.incrementAndGet(), from, receiver);
        return subscription::close;
    }

    @Override
    public void close() {}

    private <T> T at(long height, LongFunction<T> read) {
        long head = chain.head().height();
        long known = height == LATEST ? head : height;
        if (known > head) throw LedgerFailure.notYet(known, head);
        try {
            return read.apply(known);
        } catch (HeightUnavailable e) {
            throw unavailable(e);
        } catch (StoreFailure e) {
            throw LedgerFailure.unreachable("the ledger's store does not answer: " + e.getMessage(), e);
        }
    }

    private static LedgerFailure unavailable(HeightUnavailable e) {
        return new LedgerFailure(LedgerFailure.Kind.PRUNED, String.valueOf(e.getMessage()), e);
    }
}
