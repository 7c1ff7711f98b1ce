// SPDX-License-Identifier: Apache-2.0
/// The methods of Ethereum's JSON-RPC. Read `EthMethods` for the list and `Shapes` for how our things look as
/// Ethereum's.
/// Answers from committed and folded blocks only; never holds a key, never signs.
@NullMarked
package stoa.rpc.eth;

import org.jspecify.annotations.NullMarked;
