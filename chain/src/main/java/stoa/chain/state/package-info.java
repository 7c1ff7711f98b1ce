// SPDX-License-Identifier: Apache-2.0
/// The authenticated state: every version of every record under one Merkle tree of pages (read [StateStore] first,
/// then [Page]). It computes roots and proofs by the rules of [stoa.types.merkle.StateTree] and hands writes to
/// whoever commits the block; it never writes a version on its own, and never changes a page that is written.
@NullMarked
package stoa.chain.state;

import org.jspecify.annotations.NullMarked;
