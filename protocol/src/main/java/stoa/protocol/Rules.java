// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.protocol.due.Step;
import stoa.types.Draw;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.Due;
import stoa.types.tx.Verb;

/// The rules of one protocol version: each reads the state and answers with facts. A changed rule is a new function
/// in a new version; the old ones stay, for old blocks are replayed by them. [VER-1]
interface Rules {
    /// What a verb comes to.
    Verdict decide(State state, World world, Actor actor, Verb verb);

    /// What an item of due work comes to.
    Step due(State state, World world, Due due);

    /// Who may be drawn for sessions of a model.
    List<Draw.Entrant> entrants(State state, ModelId model);

    /// The draw of a session's seats.
    List<Event> draw(State state, World world, long session, List<Draw.Entrant> entrants);

    /// Who may sit on cases of a kind.
    List<Draw.Entrant> bench(State state, World world, CaseKind kind);

    /// The panel that a case waits for; empty while nobody may sit.
    List<Event> panel(State state, World world, long caseId, List<Draw.Entrant> bench);
}
