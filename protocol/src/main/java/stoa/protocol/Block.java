// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.protocol.accounts.Charges;
import stoa.protocol.chance.Seeds;
import stoa.protocol.due.DueQueue;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Draw;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.Totals;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;

/// One block over one draft: begin, transactions, end.
final class Block {
    private final Draft draft;
    private final World world;
    private final Rules rules;
    private final List<TxResult> included = new ArrayList<>();
    private final List<BlockResult.Excluded> excluded = new ArrayList<>();
    private final List<Event> beginEvents = new ArrayList<>();
    private final List<Event> endEvents = new ArrayList<>();

    Block(State committed, World world, Rules rules) {
        this.draft = new Draft(committed);
        this.world = world;
        this.rules = rules;
    }

    BlockResult execute(Address proposer, List<Tx> txs) {
        begin(proposer);
        for (var tx : txs) execute(tx);
        DueQueue.run(draft, world.timeSeconds(), world.params().dueItemsPerBlock(), this::due);
        return new BlockResult(
                included, excluded, beginEvents, endEvents, draft.changes(), balanced(draft), world.seed());
    }

    // ── begin ──

    private void begin(Address proposer) {
        var signed = new Event.SeedSigned(world.height(), world.seed(), proposer);
        Evolve.must(draft, world, List.of(signed));
        beginEvents.add(signed);
        draws();
        panels();
    }

    /// [CHN-3] The draws that this height's seed decides, at most as many as due work is done, oldest first. One that
    /// does not balance waits on, at most until its session expires. [DUE-3]
    private void draws() {
        var waiting = draft.scan(
                Tables.DRAWS, Bytes.EMPTY, Bytes.EMPTY, world.params().dueItemsPerBlock());
        if (waiting.isEmpty()) return;
        long decidable = Seeds.decidable(draft, world.height());
        var entrants = new TreeMap<ModelId, List<Draw.Entrant>>();
        for (var row : waiting) {
            if (row.key().height() > decidable) return;
            long session = row.key().session();
            var model = draft.find(Tables.SESSIONS, session).orElseThrow().model();
            var candidates = entrants.computeIfAbsent(model, id -> rules.entrants(draft, id));
            var events = rules.draw(draft, world, session, candidates);
            if (Evolve.apply(draft, world, events)) beginEvents.addAll(events);
            else beginEvents.add(incident("the draw of session " + session));
        }
    }

    /// [CHN-3] [CRT-5] The panels that this height's seed draws, oldest first. A case that nobody may sit on waits on.
    private void panels() {
        var waiting = draft.scan(
                Tables.CASE_DRAWS, Bytes.EMPTY, Bytes.EMPTY, world.params().dueItemsPerBlock());
        if (waiting.isEmpty()) return;
        long decidable = Seeds.decidable(draft, world.height());
        var benches = new TreeMap<CaseKind, List<Draw.Entrant>>();
        for (var row : waiting) {
            if (row.key().height() > decidable) return;
            long caseId = row.key().caseId();
            var kind = draft.find(Tables.CASES, caseId).orElseThrow().kind();
            var bench = benches.computeIfAbsent(kind, each -> rules.bench(draft, world, each));
            var events = rules.panel(draft, world, caseId, bench);
            if (Evolve.apply(draft, world, events)) beginEvents.addAll(events);
            else beginEvents.add(incident("the panel of case " + caseId));
        }
    }

    // ── transactions ──

    private void execute(Tx tx) {
        var out = Charges.excluded(draft, world.params(), tx);
        if (out.isPresent()) {
            excluded.add(new BlockResult.Excluded(tx, out.get()));
            return;
        }
        var fee = Charges.fee(world.params(), tx);
        var charged = new Event.Charged(tx.sender(), tx.nonce(), fee);
        Evolve.must(draft, world, List.of(charged));
        var events = new ArrayList<Event>();
        events.add(charged);
        var refused = verb(tx, events);
        boolean paid = refused.isEmpty() && !tx.free();
        long gasUsed = paid ? Fees.gas(tx.verb()) : Charges.burned(tx);
        included.add(new TxResult(tx, refused, gasUsed, fee, events));
    }

    /// [FEE-3] The fee stays paid whatever the verb comes to.
    private Optional<Reason> verb(Tx tx, List<Event> events) {
        var actor = new Actor(tx.sender(), tx.sender(), 0, tx.value(), tx.hash(), tx.free());
        return switch (rules.decide(draft, world, actor, tx.verb())) {
            case Verdict.Rejected rejected -> Optional.of(rejected.reason());
            case Verdict.Accepted accepted -> {
                if (Evolve.apply(draft, world, accepted.events())) {
                    events.addAll(accepted.events());
                    yield Optional.empty();
                }
                events.add(incident("verb " + tx.verb().getClass().getSimpleName() + " of " + tx.hash()));
                yield Optional.of(Reason.INTERNAL);
            }
        };
    }

    // ── end ──

    /// [DUE-3] A step that does not balance is skipped, comes again one epoch later and leaves an incident.
    private Optional<Due> due(Due due) {
        var step = rules.due(draft, world, due);
        if (Evolve.apply(draft, world, step.events())) {
            endEvents.addAll(step.events());
            return step.next();
        }
        endEvents.add(incident("due work " + due));
        return Optional.of(DueQueue.at(due, world.timeSeconds() + world.params().epochSeconds()));
    }

    private Event incident(String what) {
        return new Event.Incident(world.height(), what + " does not balance; nothing of it was applied");
    }

    /// [SUP-1] The books, which balance or stop the node.
    static Totals balanced(State state) {
        var totals = state.find(Tables.TOTALS, One.ONE).orElseThrow();
        if (!totals.hold()) throw new Halt("the books do not balance: " + totals);
        return totals;
    }
}
