// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;

/// One round of a case: a panel and what it said, or an appeal.
///
/// @param place of its size in the table of sizes
/// @param led whether seat 0 proposes
/// @param rotated whether the next leader tries within the same panel
/// @param appellant zero where nobody appealed
/// @param height whoever executes reads the ledger as it was after this block
/// @param seed the panel was drawn with
/// @param seats of the panel; 0 before the draw, and for appeals that execute again
/// @param alternates not yet called
/// @param committed seats that committed or voted
/// @param revealed seats that voted
/// @param outcome the leader's result; zero before it proposed
/// @param leaf place of the link that the leader must open
/// @param link opened by the leader; zero before
public record Round(
        RoundKind kind,
        int place,
        boolean led,
        RoundResult result,
        boolean rotated,
        Address appellant,
        Amount bond,
        long height,
        Hash seed,
        int seats,
        List<Address> alternates,
        int committed,
        int revealed,
        Hash outcome,
        int leaf,
        Hash link) {
    public Round {
        alternates = List.copyOf(alternates);
    }

    public Round counted(int committed, int revealed) {
        return new Round(
                kind,
                place,
                led,
                result,
                rotated,
                appellant,
                bond,
                height,
                seed,
                seats,
                alternates,
                committed,
                revealed,
                outcome,
                leaf,
                link);
    }

    public Round with(Hash outcome, Hash link) {
        return new Round(
                kind,
                place,
                led,
                result,
                rotated,
                appellant,
                bond,
                height,
                seed,
                seats,
                alternates,
                committed,
                revealed,
                outcome,
                leaf,
                link);
    }

    public Round with(RoundResult result, boolean rotated) {
        return new Round(
                kind,
                place,
                led,
                result,
                rotated,
                appellant,
                bond,
                height,
                seed,
                seats,
                alternates,
                committed,
                revealed,
                outcome,
                leaf,
                link);
    }

    public Round seated(long height, Hash seed, int seats, List<Address> alternates) {
        return new Round(
                kind,
                place,
                led,
                result,
                rotated,
                appellant,
                bond,
                height,
                seed,
                seats,
                alternates,
                committed,
                revealed,
                outcome,
                leaf,
                link);
    }

    /// The leader took its seat.
    public Round ledBy(int leaf) {
        return new Round(
                kind,
                place,
                led,
                result,
                rotated,
                appellant,
                bond,
                height,
                seed,
                seats,
                alternates,
                committed,
                revealed,
                outcome,
                leaf,
                link);
    }

    /// An alternate was called.
    public Round withAlternates(List<Address> alternates) {
        return seated(height, seed, seats, alternates);
    }
}
