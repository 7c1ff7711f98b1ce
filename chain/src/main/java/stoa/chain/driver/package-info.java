// SPDX-License-Identifier: Apache-2.0
/// What every way of making blocks shares (read [Driver] first): where transactions wait, how they are let in, who
/// hears of a block, and how the chain is. Knows nothing of how the next block is agreed on.
@NullMarked
package stoa.chain.driver;

import org.jspecify.annotations.NullMarked;
