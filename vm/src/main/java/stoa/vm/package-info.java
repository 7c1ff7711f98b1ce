// SPDX-License-Identifier: Apache-2.0
/// Runs intelligent contracts: a [Call] and a read-only view of state in, an [Outcome] with its writes and messages
/// out. Read [Machine] first. Never writes state, never runs inside of a block, and lets nothing a contract does reach
/// the process around it.
@NullMarked
package stoa.vm;

import org.jspecify.annotations.NullMarked;
