// SPDX-License-Identifier: Apache-2.0
/// Consensus binding, authenticated store and snapshots.
@NullMarked
package stoa.chain;

import org.jspecify.annotations.NullMarked;
