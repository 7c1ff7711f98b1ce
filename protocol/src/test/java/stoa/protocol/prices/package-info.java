// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of prices, tried at its edges.
@NullMarked
package stoa.protocol.prices;

import org.jspecify.annotations.NullMarked;
