// SPDX-License-Identifier: Apache-2.0
/// API keys and their money: who may ask for what, and how much it may cost. Read `ApiKey`, then `Budgets`. Knows
/// nothing of hosts and sessions; never shows a key after it was made.
@NullMarked
package stoa.gateway.keys;

import org.jspecify.annotations.NullMarked;
