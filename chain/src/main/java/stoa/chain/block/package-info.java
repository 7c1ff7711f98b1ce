// SPDX-License-Identifier: Apache-2.0
/// Blocks: how one is executed and committed in one step with its state (read [BlockExecutor] first), where they lie,
/// and what a data directory says about itself. Knows nothing of who decides what goes into a block, and never changes
/// one that is committed.
@NullMarked
package stoa.chain.block;

import org.jspecify.annotations.NullMarked;
