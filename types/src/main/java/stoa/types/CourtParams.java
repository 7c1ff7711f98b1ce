// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// The court's parameters; every period is seconds.
///
/// @param executeSeconds how long a contract's leader, and then its voters, may take
/// @param voteSeconds how long voters of the other kinds may take
/// @param revealSeconds how long the reveals may take
/// @param appealSeconds how long a decision may be appealed
/// @param appealShrinkPercent how much shorter that gets with each appeal that failed
/// @param mostAppeals of one case
/// @param panelMost seats of one panel
/// @param alternates drawn beside a panel
/// @param idlePpm part of its collateral that a voter loses for a vote it owes, parts per million
/// @param violationPpm the same for a voter whose deterministic result nobody else has
/// @param leaderViolationPpm the same for a leader
/// @param trapBits one round in 2^this is a trap
/// @param trapFactor what agreeing with a trap costs, in votes' fees
/// @param leastStakeObol collateral of whoever sits
/// @param collateralVotes whether collateral alone gives power on the bench; local networks only
/// @param maxOutcomeBytes of what a leader posts
/// @param maxQueue transactions that wait for one contract
public record CourtParams(
        long executeSeconds,
        long voteSeconds,
        long revealSeconds,
        long appealSeconds,
        int appealShrinkPercent,
        int mostAppeals,
        int panelMost,
        int alternates,
        int idlePpm,
        int violationPpm,
        int leaderViolationPpm,
        int trapBits,
        int trapFactor,
        long leastStakeObol,
        boolean collateralVotes,
        int maxOutcomeBytes,
        int maxQueue) {

    public CourtParams {
        within(executeSeconds, 1, 86_400, "court.executeSeconds");
        within(voteSeconds, 1, 86_400, "court.voteSeconds");
        within(revealSeconds, 1, 86_400, "court.revealSeconds");
        within(appealSeconds, 1, 31 * 86_400L, "court.appealSeconds");
        within(appealShrinkPercent, 0, 90, "court.appealShrinkPercent");
        within(mostAppeals, 0, 30, "court.mostAppeals");
        within(panelMost, 5, 2_000, "court.panelMost");
        within(alternates, 0, 100, "court.alternates");
        within(idlePpm, 0, 1_000_000, "court.idlePpm");
        within(violationPpm, 0, 1_000_000, "court.violationPpm");
        within(leaderViolationPpm, 0, 1_000_000, "court.leaderViolationPpm");
        within(trapBits, 1, 32, "court.trapBits");
        within(trapFactor, 0, 1_000_000, "court.trapFactor");
        within(leastStakeObol, 1, Amount.CAP_OBOL, "court.leastStakeObol");
        within(maxOutcomeBytes, 1_024, 16 << 20, "court.maxOutcomeBytes");
        within(maxQueue, 1, 1_000_000, "court.maxQueue");
    }

    public static CourtParams mainnet() {
        return new CourtParams(
                660,
                120,
                60,
                1_800,
                20,
                16,
                1_000,
                5,
                10_000,
                10_000,
                50_000,
                6,
                128,
                1_000_000_000,
                false,
                512 << 10,
                1_000);
    }

    public static CourtParams local() {
        return new CourtParams(
                60, 1, 5, 5, 20, 16, 1_000, 5, 10_000, 10_000, 50_000, 6, 128, 1_000_000_000, true, 512 << 10, 1_000);
    }

    private static void within(long value, long least, long most, String name) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " is between " + least + " and " + most + ", not " + value);
    }
}
