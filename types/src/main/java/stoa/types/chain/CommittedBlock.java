// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import stoa.types.Hash;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;

/// A block that cannot be taken back, with every event it caused: all that views and subscribers ever need.
///
/// @param hash of the header
/// @param beginEvents what the block's begin did: the seed, draws, due work. In the genesis block: the genesis itself
/// @param endEvents what the block's end did
public record CommittedBlock(
        Header header, Hash hash, List<CommittedTx> txs, List<Event> beginEvents, List<Event> endEvents) {
    private static final int ENCODING = 1;

    public CommittedBlock {
        txs = List.copyOf(txs);
        beginEvents = List.copyOf(beginEvents);
        endEvents = List.copyOf(endEvents);
    }

    public long height() {
        return header.height();
    }

    /// All events in the order in which they happened.
    public Stream<Event> events() {
        return Stream.concat(
                Stream.concat(beginEvents.stream(), txs.stream().flatMap(tx -> tx.events().stream())),
                endEvents.stream());
    }

    public byte[] encode() {
        var out = new Writer(1_024 + txs.size() * 512);
        out.u8(ENCODING);
        header.write(out);
        out.hash(hash);
        EventCodec.writeAll(out, beginEvents);
        for (var tx : txs) tx.write(out); // the header has their number
        EventCodec.writeAll(out, endEvents);
        return out.toBytes();
    }

    /// Reads what [#encode] wrote: our own bytes. The hash is taken as stored; compare it with the header's where the
    /// bytes came from elsewhere.
    public static CommittedBlock decode(byte[] bytes) {
        var in = new Reader(bytes);
        Codecs.version(in, ENCODING, "block");
        var header = Header.read(in);
        var hash = in.hash();
        var beginEvents = EventCodec.readAll(in);
        var txs = new ArrayList<CommittedTx>(Math.min(header.txs(), in.remaining()));
        for (int index = 0; index < header.txs(); index++) txs.add(CommittedTx.read(in, index));
        var endEvents = EventCodec.readAll(in);
        in.end();
        return new CommittedBlock(header, hash, txs, beginEvents, endEvents);
    }
}
