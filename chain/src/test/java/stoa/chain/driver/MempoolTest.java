// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Net.address;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.chain.Net;
import stoa.chain.block.Decoders;
import stoa.chain.block.Proposal;
import stoa.chain.parallel.Workers;
import stoa.kit.crypto.Digests;
import stoa.protocol.Draft;
import stoa.protocol.MemoryState;
import stoa.protocol.Protocol;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.state.Account;
import stoa.types.state.Tables;
import stoa.types.tx.Refused;
import stoa.types.tx.Tx;

class MempoolTest {
    private static final BlockLimits ROOMY = BlockLimits.DEFAULT;

    private final Net net = Net.local();
    private final Workers workers = Workers.start("test");
    private final Decoders decoders = new Decoders(net.genesis(), workers);
    private final Protocol protocol = Protocol.of(Digests.INSTANCE, net.genesis());
    private final MemoryState state = new MemoryState();
    private final TreeMap<byte[], Proposal.Item> decoded = new TreeMap<>(Bytes::compare);

    {
        state.apply(protocol.genesis(net.genesis()).changes());
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void first_come_is_first_served_whoever_it_is() {
        var pool = pool(MempoolLimits.DEFAULT, ROOMY);
        var sent = List.of(pay("bob", 0), pay("ann", 0), pay("bob", 1), pay("carl", 0), pay("ann", 1));
        for (var item : sent) assertEquals(Optional.empty(), pool.add(item));
        assertEquals(sent, pool.next());
        assertEquals(sent, pool.next(), "they wait until the block is committed");
    }

    @Test
    void what_waits_already_is_known() {
        var pool = pool(MempoolLimits.DEFAULT, ROOMY);
        pool.add(pay("ann", 0));
        assertEquals(Optional.of(Reason.ALREADY_KNOWN), pool.add(pay("ann", 0)));
    }

    @Test
    void a_waiting_transaction_is_never_replaced() {
        var pool = pool(MempoolLimits.DEFAULT, ROOMY);
        pool.add(pay("ann", 0));
        assertEquals(Optional.of(Reason.NONCE_TOO_LOW), pool.add(item(net.pay("ann", 0, "carl", 999))));
        assertEquals(1, pool.size());
    }

    @Test
    void it_is_bounded_by_number_by_bytes_and_for_each_sender() {
        var few = pool(new MempoolLimits(2, 1 << 20, 10), ROOMY);
        few.add(pay("ann", 0));
        few.add(pay("bob", 0));
        assertEquals(Optional.of(Reason.MEMPOOL_FULL), few.add(pay("carl", 0)));

        var fair = pool(new MempoolLimits(100, 1 << 20, 2), ROOMY);
        fair.add(pay("ann", 0));
        fair.add(pay("ann", 1));
        assertEquals(Optional.of(Reason.MEMPOOL_FULL), fair.add(pay("ann", 2)));
        assertEquals(Optional.empty(), fair.add(pay("bob", 0)));

        var small = pool(new MempoolLimits(100_000, 1 << 20, 100_000), ROOMY);
        int size = pay("ann", 0).raw().length;
        int fit = 0;
        var reason = Optional.<Reason>empty();
        for (int i = 0; reason.isEmpty(); i++) {
            reason = small.add(pay("ann", i));
            if (reason.isEmpty()) fit++;
        }
        assertEquals(Optional.of(Reason.MEMPOOL_FULL), reason);
        assertTrue(small.bytes() <= 1 << 20 && small.bytes() > (1 << 20) - 2 * size, fit + " fit");
    }

    @Test
    void a_block_holds_no_more_than_its_limits() {
        var byNumber = pool(MempoolLimits.DEFAULT, new BlockLimits(3, 1 << 20, 100_000_000));
        var byGas = pool(MempoolLimits.DEFAULT, new BlockLimits(100, 1 << 20, 1_000_000));
        int size = pay("ann", 0).raw().length;
        var byBytes = pool(MempoolLimits.DEFAULT, new BlockLimits(100, Math.max(1 << 10, 10 * size), 100_000_000));
        for (int i = 0; i < 60; i++) for (var pool : List.of(byNumber, byGas, byBytes)) pool.add(pay("ann", i));
        assertEquals(3, byNumber.next().size());
        assertEquals(1_000_000 / 21_000, byGas.next().size());
        assertTrue(byBytes.next().size() <= 10 && !byBytes.next().isEmpty());
    }

    @Test
    void what_would_not_fit_any_block_is_refused() {
        var pool = pool(MempoolLimits.DEFAULT, new BlockLimits(100, 1_024, 1_000_000));
        byte[] data = new byte[2_000];
        var tx = pay("ann", 0).tx();
        var large =
                new Tx(tx.hash(), tx.sender(), 0, tx.gasLimit(), false, tx.to(), tx.value(), tx.verb(), data.length);
        assertEquals(Optional.of(Reason.TOO_LARGE), pool.add(new Proposal.Item(data, large)));
    }

    @Test
    void coin_that_waiting_transactions_need_is_not_promised_again() {
        var pool = pool(MempoolLimits.DEFAULT, ROOMY);
        long all = Amount.stoa(1_000_000).obol();
        assertEquals(Optional.empty(), pool.add(item(net.pay("ann", 0, "bob", all - 21_000))));
        assertEquals(Optional.of(Reason.FEE_UNPAYABLE), pool.add(item(net.pay("ann", 1, "bob", 0))));
    }

    @Test
    void what_a_stranger_sends_for_nothing_is_refused_before_its_signatures_are_looked_at() throws Refused {
        var pool = pool(new MempoolLimits(2, 1 << 20, 10), ROOMY);
        assertEquals(Optional.of(Reason.FEE_UNPAYABLE), pool.unwelcome(decoders.open(net.pay("nobody", 0, "bob", 0))));
        assertEquals(Optional.of(Reason.NONCE_TOO_HIGH), pool.unwelcome(decoders.open(net.pay("ann", 1, "bob", 0))));
        assertEquals(Optional.empty(), pool.unwelcome(decoders.open(net.pay("ann", 0, "zoe", 1))));
        pool.add(pay("ann", 0));
        assertEquals(Optional.of(Reason.ALREADY_KNOWN), pool.unwelcome(decoders.open(net.pay("ann", 0, "zoe", 1))));
        assertEquals(Optional.of(Reason.NONCE_TOO_LOW), pool.unwelcome(decoders.open(net.pay("ann", 0, "bob", 2))));
        pool.add(pay("bob", 0));
        assertEquals(Optional.of(Reason.MEMPOOL_FULL), pool.unwelcome(decoders.open(net.pay("carl", 0, "bob", 1))));
    }

    @Test
    void a_committed_block_makes_room_and_moves_nonces_on() {
        var pool = pool(new MempoolLimits(3, 1 << 20, 3), ROOMY);
        var sent = List.of(pay("ann", 0), pay("ann", 1), pay("ann", 2));
        for (var item : sent) pool.add(item);
        assertEquals(3, pool.nextNonce(address("ann"), 0));
        pool.committed(after("ann", 2), hashes(sent.subList(0, 2)), List.of());
        assertEquals(sent.subList(2, 3), pool.next());
        assertEquals(3, pool.nextNonce(address("ann"), 2));
        assertEquals(Optional.empty(), pool.add(pay("ann", 3)));
        pool.committed(after("ann", 4), hashes(pool.next()), List.of());
        assertEquals(0, pool.size());
        assertEquals(0, pool.bytes());
        assertEquals(4, pool.nextNonce(address("ann"), 4));
    }

    @Test
    void what_an_excluded_transaction_leaves_without_a_predecessor_goes_too() {
        var pool = pool(MempoolLimits.DEFAULT, ROOMY);
        var anns = List.of(pay("ann", 0), pay("ann", 1), pay("ann", 2));
        var bobs = pay("bob", 0);
        for (var item : anns) pool.add(item);
        pool.add(bobs);
        pool.committed(after("ann", 1), hashes(anns.subList(0, 1)), hashes(anns.subList(1, 2)));
        assertEquals(List.of(bobs), pool.next());
        assertEquals(Optional.empty(), pool.add(item(net.pay("ann", 1, "carl", 5))));
    }

    private Mempool pool(MempoolLimits limits, BlockLimits block) {
        return new Mempool(protocol, limits, block, state);
    }

    private MemoryState after(String name, long nonce) {
        var next = state.copy();
        var draft = new Draft(next);
        draft.put(Tables.ACCOUNTS, address(name), new Account(nonce, Coin.of(Amount.stoa(1_000))));
        next.apply(draft.changes());
        return next;
    }

    private Proposal.Item pay(String from, long nonce) {
        return item(net.pay(from, nonce, "zoe", 1));
    }

    private Proposal.Item item(byte[] raw) {
        return decoded.computeIfAbsent(raw, bytes -> {
            try {
                return new Proposal.Item(bytes, decoders.decode(bytes));
            } catch (Refused refused) {
                throw new AssertionError(refused);
            }
        });
    }

    private static List<Hash> hashes(List<Proposal.Item> items) {
        return items.stream().map(item -> item.tx().hash()).toList();
    }
}
