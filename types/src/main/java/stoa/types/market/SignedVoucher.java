// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Address;
import stoa.types.Signature;

/// A voucher, its signature, and whoever signed it: recovered at decoding, so that rules compare addresses only.
///
/// @param signer the zero address when the signature does not recover
public record SignedVoucher(Voucher voucher, Signature signature, Address signer) {}
