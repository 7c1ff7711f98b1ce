// SPDX-License-Identifier: Apache-2.0
/// What a host decides, free of IO, clock and threads (a bytecode test holds it), so that the simulator drives the
/// very same decisions. Read [stoa.host.rules.LaneBook] first: it answers what may be served; [stoa.host.rules.Grant]
/// how far one answer runs, [stoa.host.rules.Settling] when the ledger hears of it. Never signs, never sends.
@NullMarked
package stoa.host.rules;

import org.jspecify.annotations.NullMarked;
