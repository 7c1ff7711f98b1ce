// SPDX-License-Identifier: Apache-2.0
/// The owner's agent: serves answers against vouchers, signs receipts, settles. Read [stoa.host.HostAgent] first,
/// then [stoa.host.rules.LaneBook], which decides what may be served. It never sees the core: it reads the ledger and
/// acts by sending transactions.
@NullMarked
package stoa.host;

import org.jspecify.annotations.NullMarked;
