// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

/// What CometBFT drives. Each of its four connections asks one thing after the other, but they ask at the same time:
/// consensus (`InitChain` to `Commit`), mempool (`CheckTx`), query (`Info`, `Query`) and snapshots.
///
/// Whatever is thrown is told to CometBFT as an exception, which stops it: that is right for consensus calls, where
/// going on would fork, and wrong for anything a stranger can cause.
public interface Application {
    Response.Info info(Request.Info request);

    Response.InitChain initChain(Request.InitChain request);

    Response.CheckTx checkTx(Request.CheckTx request);

    Response.PrepareProposal prepareProposal(Request.PrepareProposal request);

    Response.ProcessProposal processProposal(Request.ProcessProposal request);

    Response.FinalizeBlock finalizeBlock(Request.FinalizeBlock request);

    Response.Commit commit();

    Response.Query query(Request.Query request);

    Response.ListSnapshots listSnapshots();

    Response.OfferSnapshot offerSnapshot(Request.OfferSnapshot request);

    Response.LoadSnapshotChunk loadSnapshotChunk(Request.LoadSnapshotChunk request);

    Response.ApplySnapshotChunk applySnapshotChunk(Request.ApplySnapshotChunk request);

    /// A mempool connection begins: CometBFT started, and what waited with it before waits no more.
    default void mempoolConnected() {}
}
