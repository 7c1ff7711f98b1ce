// SPDX-License-Identifier: Apache-2.0
/// What happened: `Event` lists every fact the core records, `EventTable` writes them as Ethereum logs. Read `Event`
/// first.
@NullMarked
package stoa.types.event;

import org.jspecify.annotations.NullMarked;
