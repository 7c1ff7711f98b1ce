// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import stoa.types.Signature;
import stoa.types.market.MarketCodecs;

/// Lengths of promises with their signature. [SRV-2]
final class SignedSizes {
    static final int VOUCHER = MarketCodecs.VOUCHER_BYTES + Signature.BYTES;
    static final int RECEIPT = MarketCodecs.RECEIPT_BYTES + Signature.BYTES;

    private SignedSizes() {}
}
