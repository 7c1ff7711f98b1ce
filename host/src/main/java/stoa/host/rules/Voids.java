// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.merkle.MountainRange;

/// Finds out which receipts a voucher voids. The voucher tells only how much they cost together and the root in which
/// they stand as void: one, two or all of its new receipts are tried. [SRV-6]
final class Voids {
    /// Most leaves appended in one search: some milliseconds.
    private static final int WORK_MOST = 20_000;

    private final Hashing hashing;
    private final List<LaneBook.Unvouched> receipts;
    private final Amount missing;
    private final Hash root;
    /// Range before the i-th receipt, all accepted.
    private final List<MountainRange> before = new ArrayList<>();
    private int work;

    private Voids(Hashing hashing, List<LaneBook.Unvouched> receipts, Amount missing, Hash root) {
        this.hashing = hashing;
        this.receipts = receipts;
        this.missing = missing;
        this.root = root;
    }

    /// The range with the voucher's root, if it can be found.
    ///
    /// @param vouched the range before these receipts
    /// @param missing what the voucher pays less than they cost
    static Optional<MountainRange> find(
            Hashing hashing, MountainRange vouched, List<LaneBook.Unvouched> receipts, Amount missing, Hash root) {
        return new Voids(hashing, receipts, missing, root).search(vouched);
    }

    private Optional<MountainRange> search(MountainRange vouched) {
        before.add(vouched);
        for (var receipt : receipts) before.add(append(before.getLast(), receipt.leaf()));
        return one().or(this::all).or(this::two);
    }

    private Optional<MountainRange> one() {
        for (int i = 0; i < receipts.size() && work < WORK_MOST; i++) {
            if (!receipts.get(i).cost().equals(missing)) continue;
            var range = accepted(voided(before.get(i), i), i + 1, receipts.size());
            if (matches(range)) return Optional.of(range);
        }
        return Optional.empty();
    }

    private Optional<MountainRange> two() {
        for (int i = 0; i < receipts.size() && work < WORK_MOST; i++) {
            if (missing.below(receipts.get(i).cost())) continue;
            var rest = missing.minus(receipts.get(i).cost());
            var range = voided(before.get(i), i);
            for (int j = i + 1; j < receipts.size() && work < WORK_MOST; j++) {
                if (receipts.get(j).cost().equals(rest)) {
                    var both = accepted(voided(range, j), j + 1, receipts.size());
                    if (matches(both)) return Optional.of(both);
                }
                range = append(range, receipts.get(j).leaf());
            }
        }
        return Optional.empty();
    }

    private Optional<MountainRange> all() {
        var cost = Amount.ZERO;
        for (var receipt : receipts) cost = cost.plus(receipt.cost());
        if (!cost.equals(missing)) return Optional.empty();
        var range = before.getFirst();
        for (int i = 0; i < receipts.size(); i++) range = voided(range, i);
        return matches(range) ? Optional.of(range) : Optional.empty();
    }

    private MountainRange accepted(MountainRange range, int from, int to) {
        var out = range;
        for (int i = from; i < to; i++) out = append(out, receipts.get(i).leaf());
        return out;
    }

    private MountainRange voided(MountainRange range, int index) {
        return append(range, receipts.get(index).voidLeaf());
    }

    private MountainRange append(MountainRange range, Hash leaf) {
        work++;
        return range.append(hashing, leaf);
    }

    private boolean matches(MountainRange range) {
        return range.root(hashing).equals(root);
    }
}
