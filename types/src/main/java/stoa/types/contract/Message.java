// SPDX-License-Identifier: Apache-2.0
package stoa.types.contract;

import java.math.BigInteger;
import stoa.types.Address;
import stoa.types.Blob;
import stoa.types.Coin;

/// What a contract sends: a call, a deployment, or coin. Rule CTR-9.
///
/// @param onAcceptance whether it leaves when its transaction is accepted, and not only when that is final
/// @param recipient zero for a deployment
/// @param code empty but for a deployment
/// @param salt of a deployment whose address is known beforehand, 256 bits; 0 for none
public record Message(
        boolean deploys,
        boolean onAcceptance,
        Address recipient,
        Coin value,
        Blob calldata,
        Blob code,
        BigInteger salt) {}
