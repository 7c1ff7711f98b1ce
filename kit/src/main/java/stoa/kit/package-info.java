// SPDX-License-Identifier: Apache-2.0
/// The shared helpers that touch the world. Knows nothing of the domain.
@NullMarked
package stoa.kit;

import org.jspecify.annotations.NullMarked;
