// SPDX-License-Identifier: Apache-2.0
/// A small pool of SQL connections, migrations applied once, plain statements.
/// Read `Sql` first. Never builds SQL from values: they are bound.
@NullMarked
package stoa.kit.sql;

import org.jspecify.annotations.NullMarked;
