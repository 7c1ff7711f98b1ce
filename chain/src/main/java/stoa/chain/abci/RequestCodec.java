// SPDX-License-Identifier: Apache-2.0
package stoa.chain.abci;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.codec.Malformed;
import stoa.types.codec.ProtoReader;

/// `tendermint.abci.Request` as CometBFT 0.38 writes it.
final class RequestCodec {
    /// No network has more; what is longer was not sent by CometBFT.
    private static final int VALIDATORS_MAX = 10_000;
    private static final int MISBEHAVIOR_MAX = 10_000;
    private static final int TXS_MAX = 1 << 20;

    private RequestCodec() {}

    static Request decode(byte[] message) throws Malformed {
        var in = new ProtoReader(message);
        if (!in.next()) throw new Malformed("an empty request");
        int kind = in.field();
        var body = in.message();
        var request = request(kind, body);
        if (in.next()) throw new Malformed("two requests in one message");
        return request;
    }

    private static Request request(int kind, ProtoReader in) throws Malformed {
        return switch (kind) {
            case 1 -> new Request.Echo(firstString(in));
            case 2 -> new Request.Flush();
            case 3 -> info(in);
            case 5 -> initChain(in);
            case 6 -> query(in);
            case 8 -> checkTx(in);
            case 11 -> new Request.Commit();
            case 12 -> new Request.ListSnapshots();
            case 13 -> offerSnapshot(in);
            case 14 -> loadSnapshotChunk(in);
            case 15 -> applySnapshotChunk(in);
            case 16 -> prepareProposal(in);
            case 17 -> {
                var block = Block.read(in);
                yield new Request.ProcessProposal(
                        block.txs, block.misbehavior, block.height, block.timeSeconds, block.proposer);
            }
            case 18 -> new Request.ExtendVote();
            case 19 -> verifyVoteExtension(in);
            case 20 -> {
                var block = Block.read(in);
                yield new Request.FinalizeBlock(
                        block.txs, block.misbehavior, block.height, block.timeSeconds, block.proposer);
            }
            default -> throw new Malformed("request " + kind + " is not part of ABCI 2.0 as CometBFT 0.38 speaks it");
        };
    }

    /// The fields that a proposed and a decided block share.
    private static final class Block {
        private final List<byte[]> txs = new ArrayList<>();
        private final List<Request.Misbehavior> misbehavior = new ArrayList<>();
        private long height;
        private long timeSeconds;
        private Address proposer = Address.ZERO;

        static Block read(ProtoReader in) throws Malformed {
            var block = new Block();
            while (in.next())
                switch (in.field()) {
                    case 1 -> add(block.txs, in.bytes(), TXS_MAX);
                    case 3 -> add(block.misbehavior, misbehavior(in.message()), MISBEHAVIOR_MAX);
                    case 5 -> block.height = in.varint();
                    case 6 -> block.timeSeconds = in.timestampSeconds();
                    case 8 -> block.proposer = in.address();
                    default -> in.skip();
                }
            return block;
        }
    }

    private static Request prepareProposal(ProtoReader in) throws Malformed {
        long maxBytes = 0;
        var txs = new ArrayList<byte[]>();
        var misbehavior = new ArrayList<Request.Misbehavior>();
        long height = 0;
        long timeSeconds = 0;
        var proposer = Address.ZERO;
        while (in.next())
            switch (in.field()) {
                case 1 -> maxBytes = in.varint();
                case 2 -> add(txs, in.bytes(), TXS_MAX);
                case 4 -> add(misbehavior, misbehavior(in.message()), MISBEHAVIOR_MAX);
                case 5 -> height = in.varint();
                case 6 -> timeSeconds = in.timestampSeconds();
                case 8 -> proposer = in.address();
                default -> in.skip();
            }
        return new Request.PrepareProposal(maxBytes, txs, misbehavior, height, timeSeconds, proposer);
    }

    private static Request.Misbehavior misbehavior(ProtoReader in) throws Malformed {
        long kind = 0;
        var validator = Address.ZERO;
        long power = 0;
        long height = 0;
        long timeSeconds = 0;
        long totalPower = 0;
        while (in.next())
            switch (in.field()) {
                case 1 -> kind = in.varint();
                case 2 -> {
                    var inner = in.message();
                    while (inner.next())
                        switch (inner.field()) {
                            case 1 -> validator = inner.address();
                            case 3 -> power = inner.varint();
                            default -> inner.skip();
                        }
                }
                case 3 -> height = in.varint();
                case 4 -> timeSeconds = in.timestampSeconds();
                case 5 -> totalPower = in.varint();
                default -> in.skip();
            }
        return new Request.Misbehavior((int) kind, validator, power, height, timeSeconds, totalPower);
    }

    private static Request info(ProtoReader in) throws Malformed {
        var version = "";
        var abciVersion = "";
        while (in.next())
            switch (in.field()) {
                case 1 -> version = in.string();
                case 4 -> abciVersion = in.string();
                default -> in.skip();
            }
        return new Request.Info(version, abciVersion);
    }

    private static Request initChain(ProtoReader in) throws Malformed {
        long timeSeconds = 0;
        var chainId = "";
        var validators = new ArrayList<Request.ValidatorUpdate>();
        var appState = Bytes.EMPTY;
        long initialHeight = 0;
        while (in.next())
            switch (in.field()) {
                case 1 -> timeSeconds = in.timestampSeconds();
                case 2 -> chainId = in.string();
                case 4 -> add(validators, validator(in.message()), VALIDATORS_MAX);
                case 5 -> appState = in.bytes();
                case 6 -> initialHeight = in.varint();
                default -> in.skip();
            }
        return new Request.InitChain(timeSeconds, chainId, validators, appState, initialHeight);
    }

    private static Request.ValidatorUpdate validator(ProtoReader in) throws Malformed {
        var key = Bytes.EMPTY;
        long power = 0;
        while (in.next())
            switch (in.field()) {
                case 1 -> {
                    var inner = in.message();
                    while (inner.next()) {
                        if (inner.field() == 1) key = inner.bytes();
                        else inner.skip();
                    }
                }
                case 2 -> power = in.varint();
                default -> in.skip();
            }
        return new Request.ValidatorUpdate(key, power);
    }

    private static Request query(ProtoReader in) throws Malformed {
        var data = Bytes.EMPTY;
        var path = "";
        long height = 0;
        boolean prove = false;
        while (in.next())
            switch (in.field()) {
                case 1 -> data = in.bytes();
                case 2 -> path = in.string();
                case 3 -> height = in.varint();
                case 4 -> prove = in.bool();
                default -> in.skip();
            }
        return new Request.Query(data, path, height, prove);
    }

    private static Request checkTx(ProtoReader in) throws Malformed {
        var tx = Bytes.EMPTY;
        boolean recheck = false;
        while (in.next())
            switch (in.field()) {
                case 1 -> tx = in.bytes();
                case 2 -> recheck = in.varint() == 1;
                default -> in.skip();
            }
        return new Request.CheckTx(tx, recheck);
    }

    private static Request offerSnapshot(ProtoReader in) throws Malformed {
        var snapshot = new Request.Snapshot(0, 0, 0, Bytes.EMPTY, Bytes.EMPTY);
        var appHash = Bytes.EMPTY;
        while (in.next())
            switch (in.field()) {
                case 1 -> snapshot = snapshot(in.message());
                case 2 -> appHash = in.bytes();
                default -> in.skip();
            }
        return new Request.OfferSnapshot(snapshot, appHash);
    }

    private static Request.Snapshot snapshot(ProtoReader in) throws Malformed {
        long height = 0;
        long format = 0;
        long chunks = 0;
        var hash = Bytes.EMPTY;
        var metadata = Bytes.EMPTY;
        while (in.next())
            switch (in.field()) {
                case 1 -> height = in.varint();
                case 2 -> format = in.varint();
                case 3 -> chunks = in.varint();
                case 4 -> hash = in.bytes();
                case 5 -> metadata = in.bytes();
                default -> in.skip();
            }
        return new Request.Snapshot(height, (int) format, (int) chunks, hash, metadata);
    }

    private static Request loadSnapshotChunk(ProtoReader in) throws Malformed {
        long height = 0;
        long format = 0;
        long chunk = 0;
        while (in.next())
            switch (in.field()) {
                case 1 -> height = in.varint();
                case 2 -> format = in.varint();
                case 3 -> chunk = in.varint();
                default -> in.skip();
            }
        return new Request.LoadSnapshotChunk(height, (int) format, (int) chunk);
    }

    private static Request applySnapshotChunk(ProtoReader in) throws Malformed {
        long index = 0;
        var chunk = Bytes.EMPTY;
        var sender = "";
        while (in.next())
            switch (in.field()) {
                case 1 -> index = in.varint();
                case 2 -> chunk = in.bytes();
                case 3 -> sender = in.string();
                default -> in.skip();
            }
        return new Request.ApplySnapshotChunk((int) index, chunk, sender);
    }

    private static Request verifyVoteExtension(ProtoReader in) throws Malformed {
        var extension = Bytes.EMPTY;
        while (in.next()) {
            if (in.field() == 4) extension = in.bytes();
            else in.skip();
        }
        return new Request.VerifyVoteExtension(extension);
    }

    private static String firstString(ProtoReader in) throws Malformed {
        var text = "";
        while (in.next()) {
            if (in.field() == 1) text = in.string();
            else in.skip();
        }
        return text;
    }

    private static <T> void add(List<T> list, T item, int most) throws Malformed {
        if (list.size() == most) throw new Malformed("more than " + most + " items");
        list.add(item);
    }
}
