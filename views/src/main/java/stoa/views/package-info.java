// SPDX-License-Identifier: Apache-2.0
/// Read models folded from committed events into SQL. Read `Views` first, then `Fold` for what each event does to the
/// tables of `Schema`; `stoa.views.query` answers questions about them.
///
/// Never decides anything and never writes to the ledger. Everything here can be thrown away and folded again.
@NullMarked
package stoa.views;

import org.jspecify.annotations.NullMarked;
