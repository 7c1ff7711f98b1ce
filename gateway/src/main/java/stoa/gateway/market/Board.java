// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import stoa.client.Ledger;
import stoa.gateway.rules.Tariff;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.ModelId;
import stoa.types.event.Event;
import stoa.types.state.Model;
import stoa.types.state.Tables;

/// What the ledger says about models and hosts, at hand without asking it: read once, then kept true by its events.
public final class Board {
    private static final int MODELS_MOST = 10_000;

    private final Ledger ledger;
    private final Map<ModelId, Offer> models = new ConcurrentHashMap<>();
    private final Map<Address, Optional<URI>> endpoints = new ConcurrentHashMap<>();

    /// A model that is sold.
    ///
    /// @param market its prices now and before their last step
    public record Offer(ModelId id, Model model, Tariff.Market market) {}

    Board(Ledger ledger) {
        this.ledger = ledger;
        for (var row : ledger.rows(Tables.MODELS, Bytes.EMPTY, MODELS_MOST)) put(row.key(), row.value());
    }

    public List<Offer> offers() {
        return List.copyOf(new TreeMap<>(models).values());
    }

    /// Empty when there is no such model, or it is retired.
    public Optional<Offer> offer(ModelId id) {
        return Optional.ofNullable(models.get(id));
    }

    /// The base URL of a host; empty when it is unknown, retired, or its endpoint is no HTTP URL.
    public Optional<URI> endpoint(Address host) {
        return endpoints.computeIfAbsent(host, this::read);
    }

    void on(Event event, long seconds) {
        switch (event) {
            case Event.ModelAdded added ->
                ledger.get(Tables.MODELS, added.model()).ifPresent(m -> put(added.model(), m));
            case Event.ModelRetired retired -> models.remove(retired.model());
            case Event.PriceStepped stepped ->
                models.computeIfPresent(
                        stepped.model(),
                        (id, offer) ->
                                new Offer(id, offer.model(), offer.market().step(stepped.prices(), seconds)));
            case Event.HostRegistered registered -> endpoints.remove(registered.host());
            case Event.HostUpdated updated -> endpoints.remove(updated.host());
            case Event.HostRetired retired -> endpoints.remove(retired.host());
            default -> {}
        }
    }

    private void put(ModelId id, Model model) {
        if (!model.retired()) models.put(id, new Offer(id, model, Tariff.Market.steady(model.prices())));
    }

    private Optional<URI> read(Address host) {
        return ledger.get(Tables.HOSTS, host).flatMap(row -> row.retired() ? Optional.empty() : parse(row.endpoint()));
    }

    /// A stranger chose this text.
    static Optional<URI> parse(String endpoint) {
        try {
            var uri = URI.create(endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return http && plain ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
