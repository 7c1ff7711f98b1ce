// SPDX-License-Identifier: Apache-2.0
/// How fast a block is over a large state, disk included (read [LedgerBench] first). Uses the same executor and store
/// as the chain, and never leaves out a step that a real block has.
@NullMarked
package stoa.chain.bench;

import org.jspecify.annotations.NullMarked;
