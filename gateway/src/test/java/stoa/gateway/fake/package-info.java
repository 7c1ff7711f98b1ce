// SPDX-License-Identifier: Apache-2.0
/// A whole neighbourhood for the gateway's tests: `Town` starts a fake ledger with a market on it, fake hosts that
/// sign real receipts and misbehave on request, and the gateway itself.
@NullMarked
package stoa.gateway.fake;

import org.jspecify.annotations.NullMarked;
