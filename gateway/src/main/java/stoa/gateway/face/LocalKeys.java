// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.wallet.Wallet;
import stoa.gateway.keys.ApiKey;
import stoa.gateway.keys.KeyAccount;
import stoa.gateway.keys.KeyText;
import stoa.gateway.market.Payer;
import stoa.gateway.openai.ApiError;
import stoa.gateway.rules.Pace;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.state.Delegation;
import stoa.types.state.Tables;
import stoa.types.state.Terms;

/// `sk-stoa-local-…`: the delegate's own private key as an API key, on loopback only. The newest delegation to its
/// address pays; the delegation's own limits are the key's. Keys are held in memory while the process lives, never
/// written down.
public final class LocalKeys implements AutoCloseable {
    private static final int KEYS_MOST = 1_000;
    private static final int DELEGATIONS_MOST = 100_000;
    private static final long SIGN_BIT = Long.MIN_VALUE;

    private final Ledger ledger;
    private final InstantSource clock;
    private final Map<Address, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(Wallet wallet, long delegation, Doors.Guest guest) {}

    public LocalKeys(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    Doors.Guest enter(String text) {
        PrivateKey key;
        try {
            key = KeyText.readLocal(text);
        } catch (IllegalArgumentException _) {
            throw ApiError.wrongKey("This local key cannot be read: a character is missing or mistyped.");
        }
        var address = Secp256k1.addressOf(key);
        var known = entries.get(address);
        if (known != null && usable(known.delegation)) return known.guest;
        return entries.compute(address, (_, old) -> open(key, address, old)).guest;
    }

    private Entry open(PrivateKey key, Address address, @Nullable Entry old) {
        if (old == null && entries.size() >= KEYS_MOST)
            throw ApiError.overloaded("More local keys than this gateway holds at once.", 1_000);
        long delegation = newest(address)
                .orElseThrow(() -> ApiError.wrongKey("Nothing is delegated to " + address
                        + " that covers inference now. Delegate to it first, or use a key of `./stoa keys create`."));
        var wallet = old == null ? new Wallet(ledger, key) : old.wallet;
        var account = new KeyAccount(terms(address));
        return new Entry(wallet, delegation, new Doors.Guest(account, new Payer(wallet, delegation)));
    }

    private Optional<Long> newest(Address delegate) {
        return ledger.rows(Tables.DELEGATIONS, Bytes.EMPTY, DELEGATIONS_MOST).reversed().stream()
                .filter(row -> row.value().terms().delegate().equals(delegate) && usable(row.value()))
                .map(Ledger.Entry::key)
                .findFirst();
    }

    private boolean usable(long delegation) {
        return ledger.get(Tables.DELEGATIONS, delegation).filter(this::usable).isPresent();
    }

    private boolean usable(Delegation row) {
        long now = clock.millis() / 1_000;
        var terms = row.terms();
        return !row.revoked()
                && (terms.scopes() & Terms.SCOPE_INFERENCE) != 0
                && now >= terms.notBefore()
                && now < terms.expires();
    }

    /// The ledger holds the limits; here are none.
    private ApiKey terms(Address address) {
        long id = Math.max(1, (address.high() ^ address.middle() ^ address.low()) & ~SIGN_BIT);
        return new ApiKey(
                id,
                "local",
                "local " + address,
                List.of(),
                0,
                ApiKey.UNLIMITED,
                ApiKey.UNLIMITED,
                0,
                ApiKey.UNLIMITED,
                Pace.MOST,
                Pace.MOST,
                clock.millis() / 1_000,
                0,
                0);
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.wallet.close());
    }
}
