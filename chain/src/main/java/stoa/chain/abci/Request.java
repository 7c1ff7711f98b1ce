// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import java.util.List;
import stoa.types.Address;

/// What CometBFT asks. Fields we have no use for are not read; times are unix seconds. Byte arrays are ours; nobody may
/// write into them.
public sealed interface Request {
    record Echo(String message) implements Request {}

    record Flush() implements Request {}

    /// @param version of CometBFT
    record Info(String version, String abciVersion) implements Request {}

    /// @param appState the genesis file's `app_state`, as JSON
    record InitChain(
            long timeSeconds, String chainId, List<ValidatorUpdate> validators, byte[] appState, long initialHeight)
            implements Request {
        public InitChain {
            validators = List.copyOf(validators);
        }
    }

    /// @param height 0 for the newest
    record Query(byte[] data, String path, long height, boolean prove) implements Request {}

    /// @param recheck whether CometBFT holds it already and asks again after a block
    record CheckTx(byte[] tx, boolean recheck) implements Request {}

    record Commit() implements Request {}

    /// @param maxBytes of the transactions together, each with its tag and length
    /// @param proposer that is us
    record PrepareProposal(
            long maxBytes,
            List<byte[]> txs,
            List<Misbehavior> misbehavior,
            long height,
            long timeSeconds,
            Address proposer)
            implements Request {
        public PrepareProposal {
            txs = List.copyOf(txs);
            misbehavior = List.copyOf(misbehavior);
        }
    }

    /// @param proposer whoever made the block, which may be proposed again by another
    record ProcessProposal(
            List<byte[]> txs, List<Misbehavior> misbehavior, long height, long timeSeconds, Address proposer)
            implements Request {
        public ProcessProposal {
            txs = List.copyOf(txs);
            misbehavior = List.copyOf(misbehavior);
        }
    }

    record FinalizeBlock(
            List<byte[]> txs, List<Misbehavior> misbehavior, long height, long timeSeconds, Address proposer)
            implements Request {
        public FinalizeBlock {
            txs = List.copyOf(txs);
            misbehavior = List.copyOf(misbehavior);
        }
    }

    record ListSnapshots() implements Request {}

    /// @param appHash of the snapshot's height, verified by CometBFT's light client
    record OfferSnapshot(Snapshot snapshot, byte[] appHash) implements Request {}

    record LoadSnapshotChunk(long height, int format, int chunk) implements Request {}

    /// @param sender the peer it came from
    record ApplySnapshotChunk(int index, byte[] chunk, String sender) implements Request {}

    /// Never asked unless vote extensions are enabled, which our genesis files do not.
    record ExtendVote() implements Request {}

    record VerifyVoteExtension(byte[] extension) implements Request {}

    /// @param ed25519Key 32 bytes
    record ValidatorUpdate(byte[] ed25519Key, long power) {}

    /// @param kind 1 for two votes at one height, 2 for an attack on light clients
    record Misbehavior(int kind, Address validator, long power, long height, long timeSeconds, long totalPower) {}

    record Snapshot(long height, int format, int chunks, byte[] hash, byte[] metadata) {}
}
