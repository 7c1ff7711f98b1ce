// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.util.Collection;
import java.util.Optional;

/// Guesses what a mistyped name meant.
final class Nearest {
    private Nearest() {}

    /// The known name with the fewest changed letters, if it is near enough to be worth saying.
    static Optional<String> to(String name, Collection<String> known) {
        int best = Math.max(3, name.length() / 2);
        Optional<String> nearest = Optional.empty();
        for (var candidate : known) {
            int distance = distance(name, candidate);
            if (distance < best) {
                best = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    private static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) row[j] = j;
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
