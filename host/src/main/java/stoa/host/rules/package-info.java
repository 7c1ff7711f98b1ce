// SPDX-License-Identifier: Apache-2.0
/// What a host decides, free of IO, clock and threads (a bytecode test holds it), so that the simulator drives the very
/// same decisions. Read [stoa.host.rules.LaneBook] first.
@NullMarked
package stoa.host.rules;

import org.jspecify.annotations.NullMarked;
