// SPDX-License-Identifier: Apache-2.0
/// Questions about what is folded, answered as records: read `Queries`. Lists are bounded and paged, newest first.
/// Never writes.
@NullMarked
package stoa.views.query;

import org.jspecify.annotations.NullMarked;
