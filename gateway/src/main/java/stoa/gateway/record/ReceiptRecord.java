// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.record;

import java.util.Optional;
import stoa.types.Address;
import stoa.types.ModelId;
import stoa.types.market.SignedReceipt;

/// A receipt as the gateway judged it.
///
/// @param id under which the caller asks for it
/// @param keyId whose request it was; 0 when nobody knows
/// @param cause why it is not paid; empty when it is
/// @param millis when it came, unix
public record ReceiptRecord(
        String id, long keyId, ModelId model, Address host, SignedReceipt signed, Optional<String> cause, long millis) {
    public boolean paid() {
        return cause.isEmpty();
    }

    public long costObol() {
        return paid() ? signed.receipt().cost().obol() : 0;
    }
}
