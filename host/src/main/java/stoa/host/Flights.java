// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.types.Amount;
import stoa.types.market.SignedCancel;

/// The answers of one lane in flight, so that a cancel, a voucher or the host's end finds them. Under the lane's
/// lock.
final class Flights {
    private final List<InFlight> flights = new ArrayList<>();

    void begin(InFlight answer) {
        flights.add(answer);
    }

    /// Whether it was in flight.
    boolean end(InFlight answer) {
        return flights.remove(answer);
    }

    boolean isEmpty() {
        return flights.isEmpty();
    }

    /// What the payer says beside a voucher. [SRV-9] [SRV-15]
    ///
    /// @param most the answer of this id may cost so much
    /// @param end no more will come for it
    void allow(String id, Optional<Amount> most, boolean end) {
        for (var answer : flights) {
            if (!answer.id().equals(id)) continue;
            most.ifPresent(amount -> answer.most = answer.most.max(amount));
            answer.noMore |= end;
        }
    }

    /// The answer that a cancel means: the one of this id, otherwise the oldest with its request. [SRV-19]
    Optional<InFlight> cancelled(SignedCancel cancel, Optional<String> id) {
        for (var answer : flights) {
            boolean meant = answer.cancel == null
                    && answer.requestHash().equals(cancel.cancel().requestHash())
                    && id.map(answer.id()::equals).orElse(true);
            if (!meant) continue;
            answer.cancel = cancel;
            return Optional.of(answer);
        }
        return Optional.empty();
    }

    /// Marks all as cut by the host itself.
    List<InFlight> cutAll() {
        for (var answer : flights) {
            answer.hostStops = true;
            answer.cut = true;
        }
        return List.copyOf(flights);
    }
}
