// SPDX-License-Identifier: Apache-2.0
/// Read models folded from committed events into SQL.
@NullMarked
package stoa.views;

import org.jspecify.annotations.NullMarked;
