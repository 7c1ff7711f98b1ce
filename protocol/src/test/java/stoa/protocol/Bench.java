// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static stoa.protocol.Names.TINY;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import stoa.protocol.Story.Deed;
import stoa.types.Address;
import stoa.types.Params;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Tables;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// How long blocks take in the core alone, over a state in memory, on one core. Run `main`; numbers are milliseconds
/// of this thread's own time, the median of some blocks after a warm-up. A block of settlements also releases the
/// payments of the one before it.
final class Bench {
    private static final int HOSTS = 100;
    private static final int PAYERS = 1_000;
    private static final int SESSIONS = 800;
    private static final int ROUNDS = Integer.getInteger("rounds", 15);

    private final Protocol protocol;
    private final MemoryState state = new MemoryState();
    private final SplittableRandom random = new SplittableRandom(1);
    private long height;
    private long now = Story.START;

    private Bench() {
        var beginning = new Story.Beginning()
                .params(new ParamsFor(Params.local())
                        .epoch(86_400)
                        .maxVouchers(10_000)
                        .dueItems(20_000)
                        .params());
        for (int i = 0; i < HOSTS; i++) beginning.host("host " + i, "owner " + i, Story.stoa(1_000), 1_000, TINY);
        for (int i = 0; i < PAYERS; i++) beginning.balance("payer " + i, Story.stoa(100_000));
        var genesis = beginning.genesis();
        protocol = Protocol.of(TestHashing.HASHING, genesis);
        state.apply(protocol.genesis(genesis).changes());
    }

    public static void main(String[] arguments) {
        new Bench().run();
    }

    private void run() {
        var opens = new ArrayList<Deed>();
        for (int i = 0; i < SESSIONS; i++) opens.add(Verbs.opens("payer " + i, Story.stoa(100), 86_400));
        print("opening " + SESSIONS + " sessions", block(opens));
        print("drawing their seats among " + HOSTS + " hosts", block(List.of()));
        if (System.getProperty("mixed") != null) {
            print("1,000 mixed verbs", median(this::mixed));
            return;
        }
        print("1,000 transfers", median(this::transfers));
        print("1,000 mixed verbs", median(this::mixed));
        print("10,000 lane settlements in 10 transactions", median(() -> settlements(10)));
        print("10,000 lane settlements in one transaction", median(() -> settlements(1)));
        print("an empty block", median(List::of));
    }

    private List<Deed> transfers() {
        var deeds = new ArrayList<Deed>();
        for (int i = 0; i < 1_000; i++) deeds.add(Verbs.pays("payer " + i, "payer " + random.nextInt(PAYERS), 5));
        return deeds;
    }

    private List<Deed> mixed() {
        var deeds = new ArrayList<Deed>();
        for (int i = 0; i < 1_000; i++) {
            var who = "payer " + i % SESSIONS;
            deeds.add(
                    switch (i % 5) {
                        case 0 -> Verbs.pays(who, "payer " + random.nextInt(PAYERS), 5);
                        case 1 -> Verbs.opens(who, 16_000_000, 3_600);
                        case 2 -> Verbs.delegates(who, TermsFor.delegate("app").terms());
                        case 3 -> Verbs.topsUp(who, 1 + i % SESSIONS, 0, 1_000_000);
                        default -> Verbs.settles(who, voucher(1 + i / 5, 0));
                    });
        }
        return deeds;
    }

    private List<Deed> settlements(int transactions) {
        var vouchers = new ArrayList<SignedVoucher>();
        for (long session = 1; vouchers.size() < 10_000; session++) {
            var lanes = state.find(Tables.SESSIONS, session).orElseThrow().lanes();
            for (int lane = 0; lane < lanes && vouchers.size() < 10_000; lane++) vouchers.add(voucher(session, lane));
        }
        var deeds = new ArrayList<Deed>();
        int each = vouchers.size() / transactions;
        for (int i = 0; i < transactions; i++)
            deeds.add(Verbs.does("payer " + i, new Verb.Settle(vouchers.subList(i * each, (i + 1) * each))));
        return deeds;
    }

    private SignedVoucher voucher(long session, int lane) {
        var found = state.find(Tables.LANES, new stoa.types.state.LaneKey(session, lane))
                .orElseThrow();
        long earned = found.earned().obol() + 1_000;
        return Verbs.voucher("payer " + (session - 1), session, lane, found.count() + 3, earned, earned);
    }

    private double median(java.util.function.Supplier<List<Deed>> deeds) {
        var times = new ArrayList<Double>();
        for (int i = 0; i < ROUNDS; i++) times.add(block(deeds.get()));
        return times.subList(ROUNDS / 3, ROUNDS).stream().sorted().toList().get((ROUNDS - ROUNDS / 3) / 2);
    }

    private double block(List<Deed> deeds) {
        var txs = new ArrayList<Tx>();
        var nonces = new java.util.TreeMap<Address, Long>();
        for (var deed : deeds) txs.add(tx(deed, nonces));
        height++;
        now += 10;
        long start = cpuNanos();
        var result = protocol.execute(
                state, new BlockInput(height, now, Names.address("validator 0"), Story.sigma(height), txs));
        double millis = (cpuNanos() - start) / 1e6;
        long refused =
                result.txs().stream().filter(tx -> tx.refused().isPresent()).count();
        if (refused > 0 || !result.excluded().isEmpty())
            throw new IllegalStateException(result.excluded().size() + " excluded, "
                    + result.txs().stream()
                            .filter(tx -> tx.refused().isPresent())
                            .findFirst());
        state.apply(result.changes());
        return millis;
    }

    private Tx tx(Deed deed, java.util.TreeMap<Address, Long> nonces) {
        var sender = Names.address(deed.who());
        long first = state.find(Tables.ACCOUNTS, sender)
                .map(account -> account.nonce())
                .orElse(0L);
        long nonce = first + nonces.merge(sender, 1L, Long::sum) - 1;
        long gas = stoa.types.tx.Fees.gas(deed.verb());
        return new Tx(stoa.types.Hash.ZERO, sender, nonce, gas, true, deed.to(), deed.value(), deed.verb(), 200);
    }

    /// This thread's own time: other programs of the machine do not count.
    private static long cpuNanos() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String what, double millis) {
        System.out.println(what + ": " + Math.round(millis * 10) / 10.0 + " ms");
    }
}
