// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import stoa.kit.log.Log;
import stoa.types.codec.Malformed;

/// One connection: requests in, responses out in the same order, each message with its length before it. Responses
/// gather until CometBFT asks for a flush or pauses.
final class AbciConnection {
    private static final Log LOG = Log.of(AbciConnection.class);
    /// Above our blocks (8 MiB) and CometBFT's largest snapshot chunk (16 MB).
    static final int MESSAGE_MAX = 32 << 20;

    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final Application application;
    private boolean mempool;

    AbciConnection(SocketChannel channel, Application application) {
        this.in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        this.application = application;
    }

    /// Serves until the other side hangs up between two messages; anything else that ends it is an `IOException`.
    void run() throws IOException {
        while (true) {
            if (in.available() == 0) out.flush();
            int length = length();
            if (length < 0) return;
            byte[] message = in.readNBytes(length);
            if (message.length < length) throw new EOFException("the connection ended within a message");
            var response = answer(message);
            out.write(ResponseCodec.encode(response));
            if (response instanceof Response.Flush) out.flush();
            if (response instanceof Response.Failure) {
                out.flush();
                throw new IOException("the application failed; CometBFT stops now");
            }
        }
    }

    private Response answer(byte[] message) {
        try {
            return answer(RequestCodec.decode(message));
        } catch (Malformed malformed) {
            return new Response.Failure("a malformed request: " + malformed.getMessage());
        } catch (RuntimeException | Error failure) { // CometBFT must stop: a node that guesses forks
            LOG.error("the application failed", failure);
            return new Response.Failure(String.valueOf(failure.getMessage()));
        }
    }

    private Response answer(Request request) {
        return switch (request) {
            case Request.Echo echo -> new Response.Echo(echo.message());
            case Request.Flush _ -> new Response.Flush();
            case Request.Info info -> application.info(info);
            case Request.InitChain init -> application.initChain(init);
            case Request.Query query -> application.query(query);
            case Request.CheckTx check -> {
                if (!mempool) application.mempoolConnected();
                mempool = true;
                yield application.checkTx(check);
            }
            case Request.Commit _ -> application.commit();
            case Request.ListSnapshots _ -> application.listSnapshots();
            case Request.OfferSnapshot offer -> application.offerSnapshot(offer);
            case Request.LoadSnapshotChunk load -> application.loadSnapshotChunk(load);
            case Request.ApplySnapshotChunk apply -> application.applySnapshotChunk(apply);
            case Request.PrepareProposal prepare -> application.prepareProposal(prepare);
            case Request.ProcessProposal process -> application.processProposal(process);
            case Request.FinalizeBlock decided -> application.finalizeBlock(decided);
            // Extensions are disabled: none is the only one there is.
            case Request.ExtendVote _ -> new Response.ExtendVote();
            case Request.VerifyVoteExtension verify -> new Response.VerifyVoteExtension(verify.extension().length == 0);
        };
    }

    /// The length of the next message; −1 at the end.
    private int length() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int group = in.read();
            if (group < 0) {
                if (shift == 0) return -1;
                throw new EOFException("the connection ended within a length");
            }
            value |= (long) (group & 0x7f) << shift;
            if (group < 0x80) {
                if (value > MESSAGE_MAX)
                    throw new IOException("a message of " + value + " bytes, at most " + MESSAGE_MAX + " are read");
                return (int) value;
            }
        }
        throw new IOException("a message's length is not a number");
    }
}
