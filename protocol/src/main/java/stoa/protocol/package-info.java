// SPDX-License-Identifier: Apache-2.0
/// The pure core: a transaction comes in, `decide` answers with events or a reason, `evolve` applies events to a
/// draft of the state. Read [stoa.protocol.Protocol] first, then `Rules`, the switch from each verb to its rule.
/// Nothing here knows a clock, a disk, a thread or a float, and nothing is written but by an event.
@NullMarked
package stoa.protocol;

import org.jspecify.annotations.NullMarked;
