// SPDX-License-Identifier: Apache-2.0
/// The methods that Ethereum has no name for, all named `stoa_…`: `LedgerMethods` is the ledger port over the wire
/// (`stoa.client.http.HttpLedger` is its other end), `ViewMethods` asks the read models. Every number is a quantity;
/// money is obol unless the name says wei, prices are obol per million units with 16 fractional bits.
/// Never answers without a bound.
@NullMarked
package stoa.rpc.own;

import org.jspecify.annotations.NullMarked;
