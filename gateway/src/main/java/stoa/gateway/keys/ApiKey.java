// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.keys;

import java.util.List;
import java.util.Locale;
import stoa.gateway.rules.Pace;
import stoa.gateway.rules.Purse;
import stoa.types.Amount;
import stoa.types.ModelId;

/// What an API key allows; the key itself is not here. Limits that are absent are `UNLIMITED`.
///
/// @param id names the key to people and in the books; positive
/// @param hint the key's first and last characters, to tell keys apart
/// @param models empty means all
/// @param delegation whose money it spends, on the ledger; 0 for the gateway's own account
/// @param totalObol most it may ever spend
/// @param periodObol most it may spend in one period of `periodSeconds`
/// @param requestObol most one answer may cost
/// @param expiresSeconds first second at which it is no longer taken, unix; 0 for never
/// @param revokedSeconds when it was revoked; 0 for not
public record ApiKey(
        long id,
        String hint,
        String label,
        List<ModelId> models,
        long delegation,
        long totalObol,
        long periodObol,
        long periodSeconds,
        long requestObol,
        long requestsPerMinute,
        long tokensPerMinute,
        long createdSeconds,
        long expiresSeconds,
        long revokedSeconds) {
    public static final long UNLIMITED = Purse.UNLIMITED;
    public static final int LABEL_MOST = 200;
    public static final int MODELS_MOST = 64;
    private static final String PREFIX = "key_";

    public ApiKey {
        models = List.copyOf(models);
        if (id <= 0) throw new IllegalArgumentException("a key's id is positive");
        if (label.length() > LABEL_MOST)
            throw new IllegalArgumentException("a label has at most " + LABEL_MOST + " characters");
        if (models.size() > MODELS_MOST)
            throw new IllegalArgumentException("a key names at most " + MODELS_MOST + " models");
        if (delegation < 0) throw new IllegalArgumentException("a delegation's number is not negative");
        money("total", totalObol);
        money("period", periodObol);
        money("request", requestObol);
        if (limited(periodObol) && periodSeconds < 1)
            throw new IllegalArgumentException("a budget per period needs the period's seconds");
        pace("requests per minute", requestsPerMinute);
        pace("tokens per minute", tokensPerMinute);
    }

    /// How the id is written.
    public String name() {
        return PREFIX + String.format(Locale.ROOT, "%016x", id);
    }

    /// The id written as `name`; -1 when it is none.
    public static long parseName(String name) {
        if (!name.matches("key_[0-9a-f]{16}")) return -1;
        return Long.parseUnsignedLong(name.substring(PREFIX.length()), 16);
    }

    public boolean allows(ModelId model) {
        return models.isEmpty() || models.contains(model);
    }

    public boolean expired(long nowSeconds) {
        return expiresSeconds != 0 && nowSeconds >= expiresSeconds;
    }

    public boolean revoked() {
        return revokedSeconds != 0;
    }

    public static boolean limited(long obol) {
        return obol != UNLIMITED;
    }

    private static void money(String what, long obol) {
        if (limited(obol) && (obol < 0 || obol > Amount.CAP_OBOL))
            throw new IllegalArgumentException("the " + what + " budget is outside 0 to 10^18 obol");
    }

    private static void pace(String what, long perMinute) {
        if (perMinute < 1 || perMinute > Pace.MOST) throw new IllegalArgumentException(what + " are 1 to " + Pace.MOST);
    }
}
