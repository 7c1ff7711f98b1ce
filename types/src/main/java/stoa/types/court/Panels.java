// SPDX-License-Identifier: Apache-2.0
package stoa.types.court;

import stoa.types.Amount;

/// How panels grow from appeal to appeal, and what that costs. Rules CRT-3 and CRT-12.
public final class Panels {
    /// A panel that executes has this size on the first try, and after as many appeals as its place says.
    private static final int[] NORMAL = {5, 11, 23, 47, 95, 191, 383, 767, 1_535};
    /// The panel of an appeal, by how many appeals came before.
    private static final int[] APPEAL = {7, 13, 25, 49, 97, 193, 385, 769, 1_537};

    public static final int LEAST = NORMAL[0];
    public static final int MOST_ROTATIONS = 10;
    /// Appeals that every transaction pays for in advance.
    public static final int PREPAID_APPEALS = 1;

    /// What a leader and a vote of a contract's transaction earn, in obol.
    public static final Amount LEADER_FEE = new Amount(400_000);

    public static final Amount VALIDATOR_FEE = new Amount(200_000);

    private Panels() {}

    /// As many rotations as are wanted, at most ten.
    public static int rotations(long wanted) {
        return (int) Math.min(MOST_ROTATIONS, wanted);
    }

    /// The place of the first panel that is not smaller than `wanted`, at most the fifth.
    public static int place(long wanted) {
        int place = 0;
        while (place < 4 && NORMAL[place] < wanted) place++;
        return place;
    }

    public static int normal(int place) {
        return NORMAL[Math.min(place, NORMAL.length - 1)];
    }

    public static int appeal(int place) {
        return APPEAL[Math.min(place, APPEAL.length - 1)];
    }

    /// What an appeal costs whoever brings it, and what it risks: the next panel's votes and a leader.
    public static Amount bond(int place, Amount leaderFee, Amount validatorFee) {
        return new Amount(appeal(place) * validatorFee.obol() + leaderFee.obol());
    }

    /// What a case may cost at most without appeals.
    public static Amount first(int place, int rotations, Amount leaderFee, Amount validatorFee) {
        return new Amount((long) normal(place) * (rotations + 1) * validatorFee.obol() + leaderFee.obol());
    }

    /// What one more appeal may cost at most beside its bond: the appeal's panel, the panel that executes again, and
    /// the half bond that a successful appellant earns.
    public static Amount more(int place, int rotations, Amount leaderFee, Amount validatorFee) {
        var bond = bond(place, leaderFee, validatorFee);
        return bond.plus(new Amount(bond.obol() / 2)).plus(first(place + 1, rotations, leaderFee, validatorFee));
    }

    /// What is paid in advance for a case with `appeals` appeals.
    public static Amount prepaid(int place, int rotations, int appeals, Amount leaderFee, Amount validatorFee) {
        var sum = first(place, rotations, leaderFee, validatorFee);
        for (int k = 0; k < appeals; k++) sum = sum.plus(more(place + k, rotations, leaderFee, validatorFee));
        return sum;
    }
}
