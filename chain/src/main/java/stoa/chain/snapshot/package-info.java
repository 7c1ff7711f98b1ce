// SPDX-License-Identifier: Apache-2.0
/// The state of one height as files that another node can begin with (read [SnapshotWriter] first, then
/// [SnapshotReader]), and the proof by doing it all again ([Replay]). Never trusts a byte of a snapshot that it did
/// not hash.
@NullMarked
package stoa.chain.snapshot;

import org.jspecify.annotations.NullMarked;
