// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Address;
import stoa.types.Signature;

/// A release, its signature, and whoever signed it.
///
/// @param signer the zero address when the signature does not recover
public record SignedRelease(Release release, Signature signature, Address signer) {}
