// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import stoa.types.codec.ProtoWriter;
import stoa.types.codec.Utf8;

/// `tendermint.abci.Response` as CometBFT 0.38 reads it, each with its length before it.
final class ResponseCodec {
    private static final int ACCEPT = 1;
    private static final int REJECT = 2;

    private ResponseCodec() {}

    static byte[] encode(Response response) {
        byte[] message = message(response);
        return new ProtoWriter(message.length + 5).raw(message).toBytes();
    }

    static byte[] message(Response response) {
        var out = new ProtoWriter();
        switch (response) {
            case Response.Failure r -> out.message(1, body -> body.string(1, r.error()));
            case Response.Echo r -> out.message(2, body -> body.string(1, r.message()));
            case Response.Flush _ -> out.message(3, _ -> {});
            case Response.Info r ->
                out.message(4, body -> body.string(1, r.data())
                        .string(2, r.version())
                        .varint(3, r.appVersion())
                        .varint(4, r.lastHeight())
                        .bytes(5, r.lastAppHash()));
            case Response.InitChain r -> out.message(6, body -> body.bytes(3, r.appHash()));
            case Response.Query r -> out.message(7, body -> query(body, r));
            case Response.CheckTx r ->
                out.message(
                        9, body -> body.varint(1, r.code()).string(3, r.log()).varint(5, r.gasWanted()));
            case Response.Commit r -> out.message(12, body -> body.varint(3, r.retainHeight()));
            case Response.ListSnapshots r ->
                out.message(13, body -> {
                    for (var each : r.snapshots()) body.message(1, item -> snapshot(item, each));
                });
            case Response.OfferSnapshot r ->
                out.message(14, body -> body.varint(1, r.result().ordinal()));
            case Response.LoadSnapshotChunk r -> out.message(15, body -> body.bytes(1, r.chunk()));
            case Response.ApplySnapshotChunk r -> out.message(16, body -> applied(body, r));
            case Response.PrepareProposal r ->
                out.message(17, body -> {
                    for (byte[] tx : r.txs()) body.always(1, tx);
                });
            case Response.ProcessProposal r -> out.message(18, body -> body.varint(1, r.accept() ? ACCEPT : REJECT));
            case Response.ExtendVote _ -> out.message(19, _ -> {});
            case Response.VerifyVoteExtension r ->
                out.message(20, body -> body.varint(1, r.accept() ? ACCEPT : REJECT));
            case Response.FinalizeBlock r -> out.message(21, body -> finalized(body, r));
        }
        return out.toBytes();
    }

    private static void finalized(ProtoWriter body, Response.FinalizeBlock r) {
        for (var result : r.results())
            body.message(2, item -> item.varint(1, result.code())
                    .bytes(2, result.data())
                    .string(3, result.log())
                    .varint(5, result.gasWanted())
                    .varint(6, result.gasUsed()));
        for (var update : r.updates())
            body.message(3, item -> item.message(1, key -> key.always(1, update.ed25519Key()))
                    .varint(2, update.power()));
        body.bytes(5, r.appHash());
    }

    /// The proof travels as the one operation of a `ProofOps`.
    private static void query(ProtoWriter body, Response.Query r) {
        body.varint(1, r.code()).string(3, r.log()).bytes(6, r.key()).bytes(7, r.value());
        if (r.proof().length > 0)
            body.message(
                    8,
                    ops -> ops.message(1, op -> op.bytes(1, Utf8.encode("ics23:stoa"))
                            .bytes(2, r.key())
                            .bytes(3, r.proof())));
        body.varint(9, r.height());
    }

    private static void snapshot(ProtoWriter item, Request.Snapshot snapshot) {
        item.varint(1, snapshot.height())
                .varint(2, snapshot.format())
                .varint(3, snapshot.chunks())
                .bytes(4, snapshot.hash())
                .bytes(5, snapshot.metadata());
    }

    private static void applied(ProtoWriter body, Response.ApplySnapshotChunk r) {
        body.varint(1, r.result().ordinal());
        if (!r.refetch().isEmpty()) {
            var packed = new ProtoWriter();
            for (int chunk : r.refetch()) packed.number(chunk);
            body.always(2, packed.toBytes());
        }
        for (var sender : r.rejectSenders()) body.always(3, Utf8.encode(sender));
    }
}
