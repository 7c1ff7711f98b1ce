// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What the host bears at once: answers, and bytes of their requests. Beyond it is full. [SRV-24] Never waits.
final class Load {
    private final int answersMost;
    private final long bytesMost;
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Load(int answersMost, long bytesMost) {
        this.answersMost = answersMost;
        this.bytesMost = bytesMost;
    }

    /// Room for one answer; close it when the answer is over.
    final class Place implements AutoCloseable {
        private final long held;
        private boolean left;

        private Place(long held) {
            this.held = held;
        }

        @Override
        public void close() {
            if (left) return;
            left = true;
            bytes.addAndGet(-held);
            answers.decrementAndGet();
        }
    }

    Optional<Place> tryTake(long bodyBytes) {
        if (answers.incrementAndGet() > answersMost) {
            answers.decrementAndGet();
            return Optional.empty();
        }
        // One request always fits: its own size has a bound elsewhere.
        if (bytes.addAndGet(bodyBytes) > bytesMost && bytes.get() != bodyBytes) {
            bytes.addAndGet(-bodyBytes);
            answers.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Place(bodyBytes));
    }

    int answers() {
        return answers.get();
    }

    int most() {
        return answersMost;
    }
}
