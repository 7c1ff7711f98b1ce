// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;

/// One question before the court.
///
/// @param subject what it is about, in its kind's own terms
/// @param opener pays in advance and gets back what is left
/// @param held everything paid in and not paid out: the advance and the bonds
/// @param place of the first panel's size in the table of sizes
/// @param rotations further leaders a panel may try
/// @param prepaid appeals that are paid for
/// @param standing what the last round that decided came to
/// @param rounds so far; the present one is the last
/// @param drawHeight since when it waits for a draw; 0 when it does not
/// @param dueSeconds when its phase ends; 0 for never
/// @param decidedSeconds when it was decided last
/// @param pausedSeconds of the appeal window that appeals used up
/// @param appealedSeconds when the present appeal was brought; 0 for none
public record Case(
        CaseKind kind,
        CasePhase phase,
        Hash subject,
        Address opener,
        Amount held,
        Amount leaderFee,
        Amount validatorFee,
        int place,
        int rotations,
        int rotationsLeft,
        int prepaid,
        int appeals,
        int failedAppeals,
        RoundResult standing,
        int rounds,
        long drawHeight,
        long dueSeconds,
        long decidedSeconds,
        long pausedSeconds,
        long appealedSeconds) {

    /// The place in the table of sizes after the appeals so far.
    public int now() {
        return place + appeals;
    }

    public Case withHeld(Amount held) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }

    public Case withRounds(int rounds, int rotationsLeft) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }

    public Case withAppeals(int prepaid, int appeals, int failedAppeals) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }

    public Case withStanding(RoundResult standing) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }

    public Case withWindow(long decidedSeconds, long pausedSeconds, long appealedSeconds) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }

    public Case stepped(CasePhase phase, long drawHeight, long dueSeconds) {
        return new Case(
                kind,
                phase,
                subject,
                opener,
                held,
                leaderFee,
                validatorFee,
                place,
                rotations,
                rotationsLeft,
                prepaid,
                appeals,
                failedAppeals,
                standing,
                rounds,
                drawHeight,
                dueSeconds,
                decidedSeconds,
                pausedSeconds,
                appealedSeconds);
    }
}
