// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;

/// What a delegation allows. Rules DEL-1 to DEL-6.
///
/// @param scopes a sum of the SCOPE constants
/// @param models empty means all
/// @param perPeriod most that may be locked in one period
/// @param periodSeconds length of a period; periods count from `notBefore`
/// @param total most that may ever be locked and not returned
/// @param perRequest largest deposit on chain, and largest answer in the gateway
/// @param notBefore first second of validity, unix
/// @param expires first second of invalidity, unix
/// @param depth how many times it may be passed on, 0 to 2
/// @param label at most 64 bytes of UTF-8, for people
public record Terms(
        Address delegate,
        int scopes,
        List<ModelId> models,
        Amount perPeriod,
        long periodSeconds,
        Amount total,
        Amount perRequest,
        long notBefore,
        long expires,
        int depth,
        String label) {
    public static final int SCOPE_INFERENCE = 1;
    public static final int SCOPE_HOST = 2;
    public static final int SCOPE_CONTRACT = 4;
    public static final int SCOPE_TRANSFER = 8;
    public static final int SCOPES_ALL = 15;
    public static final int MOST_MODELS = 64;
    public static final int MOST_LABEL_BYTES = 64;
    public static final int MOST_DEPTH = 2;

    public Terms {
        models = List.copyOf(models);
    }
}
