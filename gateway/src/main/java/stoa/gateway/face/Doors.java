// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import stoa.gateway.keys.ApiKey;
import stoa.gateway.keys.KeyAccount;
import stoa.gateway.keys.KeyStore;
import stoa.gateway.keys.KeyText;
import stoa.gateway.market.Payer;
import stoa.gateway.openai.ApiError;
import stoa.kit.http.Request;

/// Lets callers in by their key. A gateway on loopback also takes a delegate's own private key; any other refuses
/// such a key without reading it.
public final class Doors {
    private static final String BEARER = "bearer ";

    private final KeyStore keys;
    private final LongFunction<Payer> payers;
    private final LocalKeys locals;
    private final boolean loopback;
    private final InstantSource clock;
    private final Map<Long, Payer> byDelegation = new ConcurrentHashMap<>();

    /// Who was let in, and whose money pays.
    public record Guest(KeyAccount account, Payer payer) {
        ApiKey key() {
            return account.key();
        }
    }

    /// @param payers the payer of a delegation; 0 is the gateway's own account
    public Doors(KeyStore keys, LongFunction<Payer> payers, LocalKeys locals, boolean loopback, InstantSource clock) {
        this.keys = keys;
        this.payers = payers;
        this.locals = locals;
        this.loopback = loopback;
        this.clock = clock;
    }

    /// Refuses with 401 and never repeats the key.
    public Guest enter(Request request) {
        var header = request.header("authorization").orElseThrow(ApiError::noKey);
        if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) throw ApiError.noKey();
        var text = header.substring(BEARER.length()).strip();
        if (text.isEmpty()) throw ApiError.noKey();
        if (KeyText.isLocal(text)) {
            if (!loopback)
                throw ApiError.wrongKey(
                        "A private key is taken only by a gateway on this machine. It was not read; if it"
                                + " went over a network, move its money.");
            return locals.enter(text);
        }
        var account = keys.find(text).orElseThrow(() -> ApiError.wrongKey("Incorrect API key provided."));
        var key = account.key();
        if (key.revoked()) throw ApiError.wrongKey("This API key was revoked.");
        if (key.expired(clock.millis() / 1_000)) throw ApiError.wrongKey("This API key has expired.");
        return new Guest(account, byDelegation.computeIfAbsent(key.delegation(), payers::apply));
    }
}
