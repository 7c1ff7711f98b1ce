// SPDX-License-Identifier: Apache-2.0
/// The OpenAI-compatible face of the network: keys, budgets, routing, streaming, vouchers. Read `GatewayServer`
/// first, then `answer.Exchange` for the way of a request; decisions are in `rules`. Never sees the core, a host's
/// code or an engine: it speaks HTTP to hosts and transactions to the ledger.
@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
