// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import stoa.client.Ledger;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.event.Event;
import stoa.types.state.Model;
import stoa.types.state.Session;
import stoa.types.state.Tables;

/// What an answer costs: the locked prices while they hold, then the model's within the payer's maxima. The ledger is
/// asked once for each step of a price. [SRV-11]
final class Tariffs {
    private final Ledger ledger;
    private final Map<ModelId, Optional<Prices>> now = new ConcurrentHashMap<>();

    Tariffs(Ledger ledger) {
        this.ledger = ledger;
    }

    /// The prices of an answer begun at this moment; a refusal when the session only settles then.
    Prices at(Session session, long startedMillis) {
        if (startedMillis / 1_000 < session.lockedUntilSeconds()) return session.locked();
        var prices = now.computeIfAbsent(
                        session.model(), id -> ledger.get(Tables.MODELS, id).map(Model::prices))
                .orElseThrow(() -> Refusals.of(409, Refusals.PRICE_ABOVE_MAXIMUM, "The model is gone."));
        if (!prices.within(session.maxima()))
            throw Refusals.of(
                    409,
                    Refusals.PRICE_ABOVE_MAXIMUM,
                    "The price lock has ended and the model's price is above what the session allows.");
        return prices;
    }

    void on(Event event) {
        switch (event) {
            case Event.PriceStepped stepped -> now.remove(stepped.model());
            case Event.ModelAdded added -> now.remove(added.model());
            default -> {}
        }
    }
}
