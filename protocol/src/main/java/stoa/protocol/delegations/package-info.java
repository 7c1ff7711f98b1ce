// SPDX-License-Identifier: Apache-2.0
/// Operator keys, gateways, API keys and agents act with somebody else's money within terms. Read `Delegations`
/// first, then `Acts` (what a delegate may do) and `Spending` (how much). Must never let a child do what its parent
/// may not.
@NullMarked
package stoa.protocol.delegations;

import org.jspecify.annotations.NullMarked;
