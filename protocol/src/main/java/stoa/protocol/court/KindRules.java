// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CaseKind;
import stoa.types.state.RoundResult;

/// What a kind of case adds to the court. Every method reads the state as it is before the events that it is asked
/// for, and what it answers is applied together with the court's own. [CRT-1]
public interface KindRules {
    CaseKind kind();

    /// Whether a leader proposes what the others vote on.
    boolean led();

    /// How long a leader may take to propose, and then voters to commit.
    long voteSeconds(World world);

    /// Who may sit, by power.
    List<Draw.Entrant> bench(State state, World world);

    /// Owners who may not sit on this case.
    TreeSet<Address> parties(State state, long caseId, Case at);

    /// What a leader's proposal comes to in a trap, where the bait takes the place of what only a run gives.
    default Hash bait(State state, long caseId, Hash bait) {
        return bait;
    }

    /// The first panel is drawn.
    List<Event> seated(State state, World world, long caseId, Case at);

    /// A panel decided and the appeal window opens.
    List<Event> decided(State state, World world, long caseId, Case at, RoundResult result);

    /// What stood will be decided again: whatever depended on it is rolled back.
    List<Event> reopened(State state, World world, long caseId, Case at);

    /// Whether everything that must be final before it is final.
    boolean finalizable(State state, long caseId, Case at);

    /// What stands is final.
    List<Event> finalized(State state, World world, long caseId, Case at);

    /// It ends without being decided.
    List<Event> canceled(State state, World world, long caseId, Case at);

    /// A case that waited for this one to end and may be final now.
    OptionalLong next(State state, long caseId, Case at);
}
