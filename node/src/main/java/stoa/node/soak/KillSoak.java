// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import stoa.kit.json.Json;
import stoa.node.Home;

/// `kill -9` of a whole network while people use it, again and again: nothing a receipt confirmed is lost or moved, no
/// money appears or vanishes, API keys keep working and keep their budgets, and what was vouched is settled in the end.
public final class KillSoak implements Soak {
    private static final int LIFE_LEAST_MILLIS = 200;
    private static final int LIFE_MOST_MILLIS = 3_500;
    private static final int BUDGET_OBOL = 40_000;
    private static final int CHATTERS = 3;
    private static final Duration ANSWERS_AGAIN = Duration.ofSeconds(20);
    private static final Duration SETTLES = Duration.ofSeconds(150);
    /// Most receipts looked up after one restart; a longer run picks them by chance.
    private static final int LOOKED_UP = 1_000;

    @Override
    public String run(long seed, Duration time, Progress progress) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("stoa-soak-kill");
        String said;
        try (var run = new Run(folder, new SplittableRandom(seed), progress)) {
            said = run.go(System.nanoTime() + time.toNanos());
        } catch (Broken e) {
            throw new Broken(e.getMessage() + "; the network's data and log are in " + folder);
        }
        Home.delete(folder);
        return said;
    }

    private static final class Run implements AutoCloseable {
        private final SplittableRandom random;
        private final Progress progress;
        private final Subject subject;
        private final LedgerBooks books;
        private final List<Sender> senders = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicLong answers = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private volatile boolean over;
        private long kills;
        private long slowestStartMillis;
        private long slowestAnswerMillis;

        Run(Path folder, SplittableRandom random, Progress progress) throws IOException, InterruptedException {
            this.random = random;
            this.progress = progress;
            this.subject = Subject.start(folder);
            this.books = new LedgerBooks(subject);
        }

        String go(long untilNanos) throws IOException, InterruptedException {
            var keys = new ArrayList<>(List.of(subject.ready().apiKey()));
            for (int i = 1; i < CHATTERS; i++)
                keys.add(
                        subject.newKey(Json.object().put("label", "soak " + i).put("budget", BUDGET_OBOL), i % 2 == 0));
            begin(keys);
            while (System.nanoTime() < untilNanos) {
                Thread.sleep(random.nextInt(LIFE_LEAST_MILLIS, LIFE_MOST_MILLIS));
                subject.kill();
                kills++;
                slowestStartMillis = Math.max(slowestStartMillis, subject.restart());
                check(keys);
                if (kills % 5 == 0) progress.line(line());
            }
            end();
            check(keys);
            settles(keys);
            return line() + ", " + books.settledObol() + " obol settled, all that was vouched";
        }

        private String line() {
            return kills + " kills, "
                    + senders.stream()
                            .mapToLong(each -> each.confirmed().size())
                            .sum()
                    + " transactions confirmed, " + answers + " answers, " + refused
                    + " refused for a spent budget; slowest start " + slowestStartMillis + " ms, slowest first answer "
                    + slowestAnswerMillis + " ms";
        }

        private void begin(List<String> keys) {
            var accounts = subject.ready().accounts();
            // The first account pays the gateway; a nonce must have one user.
            for (var account : accounts.subList(1, accounts.size())) {
                var sender = new Sender(subject, account, random.split(), () -> over);
                senders.add(sender);
                threads.add(Thread.ofVirtual().start(sender));
            }
            for (var key : keys) {
                var mine = random.split();
                threads.add(Thread.ofVirtual().start(() -> chat(new Customer(subject, key), mine)));
            }
        }

        private void end() throws InterruptedException {
            over = true;
            for (var thread : threads) thread.join();
        }

        private void chat(Customer customer, SplittableRandom mine) {
            try {
                while (!over) {
                    var question = question(5 + mine.nextInt(40));
                    var told = mine.nextInt(3) == 0
                            ? customer.whole(question)
                            : customer.streamed(question, mine.nextInt(4) == 0 ? 3 : Integer.MAX_VALUE);
                    switch (told) {
                        case Customer.Told.Answered _ -> answers.incrementAndGet();
                        case Customer.Told.Spent _ -> refused.incrementAndGet();
                        // Of a network that is being killed nobody expects answers.
                        case Customer.Told.Failed _ -> Thread.sleep(100);
                    }
                    Thread.sleep(mine.nextInt(120));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private ObjectNode question(int tokensMost) {
            return Customer.question(subject.ready().models().getFirst(), "What is a voucher?", tokensMost);
        }

        // ── what must hold after every start ──

        private void check(List<String> keys) throws IOException, InterruptedException {
            answersAgain(keys.getFirst());
            for (var sender : senders) {
                if (!sender.broken().isEmpty()) throw new Broken(sender.broken());
                stillThere(sender.confirmed());
            }
            books.check();
            for (var key : keys.subList(1, keys.size())) {
                var usage = subject.usage(key);
                if (usage.path("spent_obol").asLong() > BUDGET_OBOL)
                    throw new Broken("a key with a budget of " + BUDGET_OBOL + " obol spent " + usage);
            }
        }

        private void answersAgain(String key) throws InterruptedException {
            long start = System.nanoTime();
            var customer = new Customer(subject, key);
            Optional<Customer.Told> last = Optional.empty();
            while (System.nanoTime() - start < ANSWERS_AGAIN.toNanos()) {
                var told = customer.whole(question(5));
                if (told instanceof Customer.Told.Answered) {
                    slowestAnswerMillis = Math.max(slowestAnswerMillis, (System.nanoTime() - start) / 1_000_000);
                    return;
                }
                last = Optional.of(told);
                Thread.sleep(100);
            }
            throw new Broken(
                    "after kill " + kills + " no answer came within " + ANSWERS_AGAIN.toSeconds() + " s: " + last);
        }

        private void stillThere(List<Sender.Confirmed> all) throws IOException, InterruptedException {
            var some = all;
            if (all.size() > LOOKED_UP) {
                some = new ArrayList<>(all.subList(all.size() - LOOKED_UP / 2, all.size()));
                for (int i = 0; i < LOOKED_UP / 2; i++) some.add(all.get(random.nextInt(all.size())));
            }
            for (int from = 0; from < some.size(); from += 100) {
                var part = some.subList(from, Math.min(some.size(), from + 100));
                var found = receipts(part);
                for (int i = 0; i < part.size(); i++) {
                    var then = part.get(i);
                    var now = found.get(i).isObject() ? Sender.Confirmed.of(then.hash(), found.get(i)) : null;
                    if (!then.equals(now))
                        throw new Broken(
                                "after kill " + kills + " a confirmed transaction is " + now + ", it was " + then);
                }
            }
        }

        /// The read models may still be folding the last blocks.
        private List<JsonNode> receipts(List<Sender.Confirmed> part) throws IOException, InterruptedException {
            var hashes = part.stream().map(Sender.Confirmed::hash).toList();
            long until = System.nanoTime() + ANSWERS_AGAIN.toNanos();
            while (true) {
                var found = subject.rpcAll("eth_getTransactionReceipt", hashes);
                if (found.stream().allMatch(JsonNode::isObject) || System.nanoTime() > until) return found;
                Thread.sleep(50);
            }
        }

        // ── what must hold in the end ──

        /// Hosts settle within a minute; a voucher of the last moment rides alone.
        private void settles(List<String> keys) throws IOException, InterruptedException {
            long until = System.nanoTime() + SETTLES.toNanos();
            while (true) {
                long accepted = 0;
                for (var key : keys)
                    for (var day : subject.usage(key).path("days"))
                        accepted += day.path("cost_obol").asLong();
                long settled = books.settledObol();
                if (settled == accepted) return;
                if (System.nanoTime() > until)
                    throw new Broken(
                            "the gateway accepted receipts of " + accepted + " obol, the ledger settled " + settled);
                progress.line(settled + " of " + accepted + " obol settled");
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
