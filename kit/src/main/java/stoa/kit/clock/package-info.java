// SPDX-License-Identifier: Apache-2.0
/// Time as an argument: an `InstantSource` from the JDK, and `Ticker` for work that repeats.
/// Never reads the wall clock itself except in `Ticker`'s waiting.
@NullMarked
package stoa.kit.clock;

import org.jspecify.annotations.NullMarked;
