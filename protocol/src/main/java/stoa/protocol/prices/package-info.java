// SPDX-License-Identifier: Apache-2.0
/// Prices follow demand, one model at a time. Read `PriceSteps` first. Must never let one model's demand move
/// another's price, nor any price faster than its bounds.
@NullMarked
package stoa.protocol.prices;

import org.jspecify.annotations.NullMarked;
