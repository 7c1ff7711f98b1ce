// SPDX-License-Identifier: Apache-2.0
/// Limits whose answers are values: a token bucket and a count of permits.
/// Read `TokenBucket` first. Never blocks, never throws because a limit is reached.
@NullMarked
package stoa.kit.limits;

import org.jspecify.annotations.NullMarked;
