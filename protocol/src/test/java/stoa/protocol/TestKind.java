// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import stoa.protocol.court.Bench;
import stoa.protocol.court.Cases;
import stoa.protocol.court.Court;
import stoa.protocol.court.KindRules;
import stoa.protocol.due.Step;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CaseKind;
import stoa.types.state.Due;
import stoa.types.state.Payment;
import stoa.types.state.RoundResult;
import stoa.types.tx.Verb;

/// A kind of case about nothing, to try the court with: every case is alone and its turn comes at once.
record TestKind(boolean led, List<String> told) implements KindRules {
    static final Amount LEADER_FEE = new Amount(100);
    static final Amount VALIDATOR_FEE = new Amount(200);

    TestKind(boolean led) {
        this(led, new ArrayList<>());
    }

    @Override
    public CaseKind kind() {
        return CaseKind.ANSWER;
    }

    @Override
    public long voteSeconds(World world) {
        return world.params().court().executeSeconds();
    }

    @Override
    public List<Draw.Entrant> bench(State state, World world) {
        return Bench.entrants(state, world);
    }

    @Override
    public TreeSet<Address> parties(State state, long caseId, Case at) {
        return new TreeSet<>(List.of(at.opener()));
    }

    @Override
    public List<Event> seated(State state, World world, long caseId, Case at) {
        told.add("seated");
        return List.of();
    }

    @Override
    public List<Event> decided(State state, World world, long caseId, Case at, RoundResult result) {
        told.add("decided " + result);
        return List.of();
    }

    @Override
    public List<Event> reopened(State state, World world, long caseId, Case at) {
        told.add("reopened");
        return List.of();
    }

    @Override
    public boolean finalizable(State state, long caseId, Case at) {
        return true;
    }

    @Override
    public List<Event> finalized(State state, World world, long caseId, Case at) {
        told.add("finalized " + at.standing());
        return List.of();
    }

    @Override
    public List<Event> canceled(State state, World world, long caseId, Case at) {
        told.add("canceled");
        return List.of();
    }

    @Override
    public OptionalLong next(State state, long caseId, Case at) {
        return OptionalLong.empty();
    }

    /// The real rules, and a door for a kind without verbs: `updateHost` with an endpoint like `court:open …`.
    record Door(Rules real, Court court) implements Rules {
        static final String OPEN = "court:open ";
        static final String PROPOSE = "court:propose ";
        static final String CANCEL = "court:cancel ";
        static final String ROLL_BACK = "court:rollback ";
        /// Pays more out of a case than there may be.
        static final String STEAL = "court:steal ";

        @Override
        public Verdict decide(State state, World world, Actor actor, Verb verb) {
            if (!(verb instanceof Verb.UpdateHost(var _, var endpoint, var _)))
                return real.decide(state, world, actor, verb);
            var words = endpoint.split(" ");
            if (endpoint.startsWith(OPEN)) {
                int place = Panels.place(Long.parseLong(words[1]));
                int rotations = Integer.parseInt(words[2]);
                int prepaid = Integer.parseInt(words[3]);
                var paid = Panels.prepaid(place, rotations, prepaid, LEADER_FEE, VALIDATOR_FEE);
                var terms = new Cases.Terms(LEADER_FEE, VALIDATOR_FEE, place, rotations, prepaid);
                return Verdict.accepted(
                        Cases.open(state, CaseKind.ANSWER, Hash.ZERO, actor.account(), paid, terms),
                        Cases.activate(world, Cases.next(state)));
            }
            if (endpoint.startsWith(PROPOSE)) {
                boolean late = words[3].equals("late");
                return court.propose(
                        state,
                        world,
                        actor,
                        Long.parseLong(words[1]),
                        Integer.parseInt(words[2]),
                        late ? Hash.ZERO : Hash.parse(words[3]),
                        late);
            }
            if (endpoint.startsWith(ROLL_BACK))
                return Verdict.accepted(Cases.rollBack(state, Long.parseLong(words[1])));
            if (endpoint.startsWith(STEAL))
                return Verdict.accepted(new Event.Court.CasePaid(
                        Long.parseLong(words[1]),
                        actor.account(),
                        Payment.REFUND,
                        new Amount(Long.parseLong(words[2]))));
            if (endpoint.startsWith(CANCEL)) return court.cancel(state, world, Long.parseLong(words[1]));
            return real.decide(state, world, actor, verb);
        }

        @Override
        public Step due(State state, World world, Due due) {
            return real.due(state, world, due);
        }

        @Override
        public List<Draw.Entrant> entrants(State state, ModelId model) {
            return real.entrants(state, model);
        }

        @Override
        public List<Event> draw(State state, World world, long session, List<Draw.Entrant> entrants) {
            return real.draw(state, world, session, entrants);
        }

        @Override
        public List<Draw.Entrant> bench(State state, World world, CaseKind kind) {
            return real.bench(state, world, kind);
        }

        @Override
        public List<Event> panel(State state, World world, long caseId, List<Draw.Entrant> bench) {
            return real.panel(state, world, caseId, bench);
        }
    }
}
