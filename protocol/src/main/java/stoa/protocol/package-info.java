// SPDX-License-Identifier: Apache-2.0
/// The pure core: decide, events, evolve.
@NullMarked
package stoa.protocol;

import org.jspecify.annotations.NullMarked;
