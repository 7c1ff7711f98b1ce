// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;

/// A transaction in a block and what came of it. Nonce, recipient, value and call data are read from the raw bytes
/// (`EthTx`); the sender is here because recovering it again costs a signature.
///
/// @param index place in the block, from 0
/// @param hash keccak-256 of the raw bytes, as wallets show it
/// @param raw the bytes as submitted; nobody may write into them
/// @param refused why it did nothing but pay its fee; empty when it was accepted
/// @param events the fee's first, then what the verb did
public record CommittedTx(
        int index,
        Hash hash,
        Address sender,
        byte[] raw,
        Optional<Reason> refused,
        long gasUsed,
        Amount fee,
        List<Event> events) {
    public CommittedTx {
        events = List.copyOf(events);
    }

    void write(Writer out) {
        out.hash(hash).address(sender).bytes(raw);
        writeResult(out);
    }

    /// What the results root covers: everything that follows from the transaction.
    void writeResult(Writer out) {
        out.optional(refused, (to, reason) -> to.u16(reason.code()))
                .varint(gasUsed)
                .varint(fee.obol());
        EventCodec.writeAll(out, events);
    }

    static CommittedTx read(Reader in, int index) {
        return new CommittedTx(
                index,
                in.hash(),
                in.address(),
                in.bytes(),
                in.optional(Codecs::reason),
                in.varint(),
                Codecs.amount(in),
                EventCodec.readAll(in));
    }
}
