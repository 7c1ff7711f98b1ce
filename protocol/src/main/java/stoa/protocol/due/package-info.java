// SPDX-License-Identifier: Apache-2.0
/// Work that falls due by block time. Read `DueQueue` first. Must never lose an item: what cannot be done now moves
/// later.
@NullMarked
package stoa.protocol.due;

import org.jspecify.annotations.NullMarked;
