// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import stoa.kit.json.Json;
import stoa.node.Home;
import stoa.node.bench.Child;
import stoa.node.bench.GatewayBench;

/// Customers for as long as you like, against an engine that costs nothing: no request fails, every key pays exactly
/// its
/// receipts and never more than its budget, sessions rotate every epoch and give back what they did not settle,
/// everything
/// vouched is settled, and memory stays flat.
public final class MarketSoak implements Soak {
    private static final int COUNTERS = 6;
    private static final int CUSTOMERS_A_COUNTER = 3;
    private static final int BUDGET_LEAST_OBOL = 100_000;
    private static final int BUDGET_MOST_OBOL = 600_000;
    private static final int THINK_MOST_MILLIS = 60;
    /// One answer's worst: a long prompt and two increments at 2 and 6 obol a unit. A key that refuses has less left
    /// than its customers' questions in flight may need.
    private static final long WORST_ANSWER_OBOL = 60_000;
    private static final int ENGINE_TOKENS = 4_000;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LINE = Duration.ofSeconds(30);
    private static final Duration SETTLES = Duration.ofSeconds(150);

    @Override
    public String run(long seed, Duration time, Progress progress) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("stoa-soak-market");
        String said;
        try (var engine = engine(folder);
                var run = new Run(folder, engine.base(), new SplittableRandom(seed), progress)) {
            said = run.go(System.nanoTime() + time.toNanos());
        } catch (Broken e) {
            throw new Broken(e.getMessage() + "; the network's data and log are in " + folder);
        }
        Home.delete(folder);
        return said;
    }

    private record MockEngine(Child child, URI base) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    private static MockEngine engine(Path folder) throws IOException, InterruptedException {
        int port = GatewayBench.freePort();
        var base = URI.create("http://127.0.0.1:" + port + "/v1");
        var child = Child.start(
                "mock-engine",
                Map.of(),
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "stoa.engine.mock.MockOpenAiServer",
                        Integer.toString(port),
                        Integer.toString(ENGINE_TOKENS)));
        child.awaitPort(base, START);
        return new MockEngine(child, base);
    }

    private static final class Run implements AutoCloseable {
        private final SplittableRandom random;
        private final Progress progress;
        private final Subject subject;
        private final LedgerBooks books;
        private final Memory memory;
        private final List<Thread> counters = new ArrayList<>();
        private final AtomicLong answers = new AtomicLong();
        private final AtomicLong cut = new AtomicLong();
        private final AtomicLong spentKeys = new AtomicLong();
        private final AtomicLong spentObol = new AtomicLong();
        private final AtomicReference<String> broken = new AtomicReference<>("");
        private volatile boolean over;

        Run(Path folder, URI engine, SplittableRandom random, Progress progress)
                throws IOException, InterruptedException {
            this.random = random;
            this.progress = progress;
            this.subject = Subject.start(folder, "--engine", engine.toString(), "--model", "mock");
            this.books = new LedgerBooks(subject);
            this.memory = new Memory(subject);
        }

        String go(long untilNanos) throws IOException, InterruptedException {
            for (int i = 0; i < COUNTERS; i++) {
                var mine = random.split();
                counters.add(Thread.ofVirtual().start(() -> counter(mine)));
            }
            long nextLine = System.nanoTime() + LINE.toNanos();
            while (System.nanoTime() < untilNanos && broken.get().isEmpty()) {
                Thread.sleep(LOOK);
                memory.look();
                if (System.nanoTime() < nextLine) continue;
                nextLine += LINE.toNanos();
                books.check();
                progress.line(line());
            }
            over = true;
            for (var thread : counters) thread.join();
            if (!broken.get().isEmpty()) throw new Broken(broken.get());
            settles();
            books.check();
            long closed = books.checkClosed();
            return line() + ", all settled; " + closed + " sessions closed and returned their rest; " + memory.judge();
        }

        private String line() {
            return answers + " answers (" + cut + " cut off), " + spentKeys + " keys spent " + spentObol
                    + " obol to the last";
        }

        /// Sells keys one after another: customers use each until its budget is spent, then its books are compared.
        private void counter(SplittableRandom mine) {
            try {
                while (!over && broken.get().isEmpty()) {
                    int budget = mine.nextInt(BUDGET_LEAST_OBOL, BUDGET_MOST_OBOL);
                    var key = subject.newKey(
                            Json.object().put("label", "soak").put("budget", budget), mine.nextBoolean());
                    var receipts = new ConcurrentLinkedQueue<String>();
                    var refusals = new AtomicInteger();
                    var customers = new ArrayList<Thread>();
                    for (int i = 0; i < CUSTOMERS_A_COUNTER; i++) {
                        var his = mine.split();
                        customers.add(Thread.ofVirtual()
                                .start(() -> buy(new Customer(subject, key), his, receipts, refusals)));
                    }
                    for (var customer : customers) customer.join();
                    audit(key, budget, List.copyOf(receipts), refusals.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | Broken e) {
                fail(String.valueOf(e.getMessage()));
            }
        }

        private void fail(String why) {
            broken.compareAndSet("", why);
        }

        /// Asks until the budget is spent or time is over.
        private void buy(
                Customer customer,
                SplittableRandom mine,
                ConcurrentLinkedQueue<String> receipts,
                AtomicInteger refusals) {
            try {
                while (!over && broken.get().isEmpty()) {
                    switch (ask(customer, mine)) {
                        case Customer.Told.Answered(var receipt, var wasCut) -> {
                            receipts.add(receipt);
                            answers.incrementAndGet();
                            if (wasCut) cut.incrementAndGet();
                        }
                        case Customer.Told.Spent _ -> {
                            refusals.incrementAndGet();
                            return;
                        }
                        case Customer.Told.Failed(var why) -> fail("a request failed: " + why);
                    }
                    Thread.sleep(mine.nextInt(THINK_MOST_MILLIS));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Customer.Told ask(Customer customer, SplittableRandom mine) {
            var question = question(mine);
            return switch (mine.nextInt(10)) {
                case 0, 1, 2, 3 -> customer.whole(question);
                case 4 -> customer.streamed(question, 1 + mine.nextInt(20));
                default -> customer.streamed(question, Integer.MAX_VALUE);
            };
        }

        private static ObjectNode question(SplittableRandom mine) {
            boolean isLong = mine.nextInt(12) == 0;
            var text = "How is an answer paid? ".repeat(isLong ? 200 + mine.nextInt(400) : 1 + mine.nextInt(6));
            // Now and then an answer that needs further increments.
            return Customer.question(
                    "mock", text, mine.nextInt(25) == 0 ? 1_500 + mine.nextInt(1_000) : 1 + mine.nextInt(80));
        }

        // ── what must hold ──

        /// The key's own books: its spend is the sum of its receipts, within its budget; a refusal was due.
        private void audit(String key, long budget, List<String> receipts, int refusals)
                throws IOException, InterruptedException {
            long sum = 0;
            for (var id : receipts) sum += charged(key, id);
            var usage = subject.usage(key);
            for (int i = 0; i < 100 && usage.path("set_aside_obol").asLong() != 0; i++) {
                Thread.sleep(50); // answers that were cut off end a moment later
                usage = subject.usage(key);
            }
            long spent = usage.path("spent_obol").asLong();
            if (spent > budget) throw new Broken("a key with a budget of " + budget + " obol spent " + spent);
            if (spent != sum)
                throw new Broken("a key spent " + spent + " obol, its " + receipts.size() + " receipts cost " + sum);
            if (refusals > 0 && budget - spent > WORST_ANSWER_OBOL * CUSTOMERS_A_COUNTER)
                throw new Broken("a key was refused with " + (budget - spent) + " of " + budget + " obol left");
            spentKeys.incrementAndGet();
            spentObol.addAndGet(spent);
        }

        /// The receipt of an answer that was cut off is there a moment later.
        private long charged(String key, String id) throws IOException, InterruptedException {
            for (int tries = 0; ; tries++) {
                try {
                    return subject.receipt(key, id).path("charged_obol").asLong();
                } catch (IOException e) {
                    if (tries == 100) throw new Broken("an answer's receipt is missing: " + e.getMessage());
                    Thread.sleep(100);
                }
            }
        }

        private void settles() throws IOException, InterruptedException {
            long until = System.nanoTime() + SETTLES.toNanos();
            while (true) {
                long settled = books.settledObol();
                if (settled == spentObol.get()) return;
                if (System.nanoTime() > until)
                    throw new Broken("keys spent " + spentObol + " obol, the ledger settled " + settled);
                progress.line(settled + " of " + spentObol + " obol settled");
                Thread.sleep(5_000);
            }
        }

        @Override
        public void close() {
            over = true;
            subject.close();
        }
    }
}
