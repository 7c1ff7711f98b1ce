// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.Optional;
import stoa.types.Hash;
import stoa.types.state.StateKey;

/// One value of the state, or its absence, as of a block, with the proof.
///
/// @param value nobody may write into it
/// @param height of the block after which it held
/// @param root that block's state root
/// @param proof an ICS-23 CommitmentProof (protobuf) of presence or absence under `root`; empty bytes when none was
/// asked
public record StateEntry(StateKey key, Optional<byte[]> value, long height, Hash root, byte[] proof) {}
