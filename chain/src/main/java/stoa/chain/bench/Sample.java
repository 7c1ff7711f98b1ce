// SPDX-License-Identifier: Apache-2.0
package stoa.chain.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Times of the same thing, done again and again.
final class Sample {
    private final List<Long> nanos = new ArrayList<>();

    void add(long value) {
        nanos.add(value);
    }

    double minMillis() {
        return at(0);
    }

    double medianMillis() {
        return at(50);
    }

    double p95Millis() {
        return at(95);
    }

    private double at(int percent) {
        if (nanos.isEmpty()) return 0;
        var sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
    }
}
