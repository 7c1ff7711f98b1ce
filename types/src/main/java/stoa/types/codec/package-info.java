// SPDX-License-Identifier: Apache-2.0
/// How values become bytes and come back: state records ([Writer], [Reader]), Ethereum's wire formats ([Rlp], [EthTx],
/// [Abi], [Eip712]).
///
/// Read [Abi] first. One spelling per value holds throughout: whatever decodes encodes to the same bytes again. This
/// package must never guess, repair or skip: bytes that are not the one spelling are refused, as [Malformed] when a
/// stranger sent them and as [Corrupt] when our own disk did.
@NullMarked
package stoa.types.codec;

import org.jspecify.annotations.NullMarked;
