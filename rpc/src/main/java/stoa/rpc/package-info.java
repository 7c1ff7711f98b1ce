// SPDX-License-Identifier: Apache-2.0
/// The Ethereum JSON-RPC face, and our own methods beside it, over HTTP and WebSocket on one port. Read `RpcServer`
/// first; `json` is JSON-RPC itself, `eth` Ethereum's methods, `own` ours, `push` what subscribers are told.
/// Never decides a rule and never holds a key: it reads views and the ledger, and submits what others signed.
@NullMarked
package stoa.rpc;

import org.jspecify.annotations.NullMarked;
