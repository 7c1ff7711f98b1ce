// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.ArrayDeque;
import java.util.List;
import stoa.types.market.SignedReceipt;

/// The receipts of one lane that are at hand: all that wait for a voucher, and some before them for a gateway that
/// lost a few. Older ones lie in the log. Under the lane's lock.
final class LaneReceipts {
    private static final int VOUCHED_KEPT = 128;

    private final ArrayDeque<SignedReceipt> recent = new ArrayDeque<>();

    /// @param unvouched how many wait for a voucher, this one included
    void keep(SignedReceipt signed, int unvouched) {
        recent.addLast(signed);
        while (recent.size() > VOUCHED_KEPT + unvouched) recent.removeFirst();
    }

    /// The newest so many, oldest first.
    List<SignedReceipt> newest(int count) {
        return recent.stream().skip(recent.size() - count).toList();
    }

    /// Whether the receipt of this index, and all after it, are here.
    boolean reaches(long index) {
        var oldest = recent.peekFirst();
        return oldest != null && index >= oldest.receipt().index();
    }

    List<SignedReceipt> from(long index, int most) {
        return recent.stream()
                .dropWhile(signed -> signed.receipt().index() < index)
                .limit(most)
                .toList();
    }
}
