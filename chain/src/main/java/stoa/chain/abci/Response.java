// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import java.util.List;

/// What we answer. The `log` fields are for people and not part of what validators agree on.
public sealed interface Response {
    record Failure(String error) implements Response {}

    record Echo(String message) implements Response {}

    record Flush() implements Response {}

    record Info(String data, String version, long appVersion, long lastHeight, byte[] lastAppHash)
            implements Response {}

    /// The validators stay those of the genesis file.
    record InitChain(byte[] appHash) implements Response {}

    /// @param code 0 is good, else the number of a reason
    record CheckTx(int code, String log, long gasWanted) implements Response {}

    record PrepareProposal(List<byte[]> txs) implements Response {
        public PrepareProposal {
            txs = List.copyOf(txs);
        }
    }

    record ProcessProposal(boolean accept) implements Response {}

    /// @param results one for each transaction of the block, in order
    record FinalizeBlock(List<TxResult> results, List<Request.ValidatorUpdate> updates, byte[] appHash)
            implements Response {
        public FinalizeBlock {
            results = List.copyOf(results);
            updates = List.copyOf(updates);
        }
    }

    /// @param data agreed on by validators
    record TxResult(int code, byte[] data, String log, long gasWanted, long gasUsed) {}

    /// @param retainHeight blocks below it may go; 0 keeps all
    record Commit(long retainHeight) implements Response {}

    /// @param proof an ICS-23 CommitmentProof; empty for none
    record Query(int code, String log, byte[] key, byte[] value, byte[] proof, long height) implements Response {}

    record ListSnapshots(List<Request.Snapshot> snapshots) implements Response {
        public ListSnapshots {
            snapshots = List.copyOf(snapshots);
        }
    }

    /// As the protocol numbers them.
    enum Offer {
        UNKNOWN,
        ACCEPT,
        ABORT,
        REJECT,
        REJECT_FORMAT,
        REJECT_SENDER
    }

    record OfferSnapshot(Offer result) implements Response {}

    record LoadSnapshotChunk(byte[] chunk) implements Response {}

    /// As the protocol numbers them.
    enum Apply {
        UNKNOWN,
        ACCEPT,
        ABORT,
        RETRY,
        RETRY_SNAPSHOT,
        REJECT_SNAPSHOT
    }

    record ApplySnapshotChunk(Apply result, List<Integer> refetch, List<String> rejectSenders) implements Response {
        public ApplySnapshotChunk {
            refetch = List.copyOf(refetch);
            rejectSenders = List.copyOf(rejectSenders);
        }
    }

    record ExtendVote() implements Response {}

    record VerifyVoteExtension(boolean accept) implements Response {}
}
