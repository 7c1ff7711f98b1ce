// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import static stoa.types.chain.Codecs.coin;
import static stoa.types.chain.Codecs.number;

import stoa.types.Blob;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;

/// The contracts' events as the chain stores them; [EventCodec] is the way in. Tags and fields are append only.
final class ContractEventCodec {
    static final int FIRST = 48;
    static final int LAST = 56;

    private ContractEventCodec() {}

    static void write(Writer out, Event.Contracts event) {
        switch (event) {
            case Event.Contracts.NewTransaction e ->
                out.u8(48).hash(e.tx()).address(e.recipient()).address(e.sender());
            case Event.Contracts.TransactionQueued e -> {
                out.u8(49).varint(e.caseId()).hash(e.tx()).bool(e.deploys());
                out.address(e.contract())
                        .address(e.sender())
                        .address(e.origin())
                        .varint(e.place());
                coin(out, e.value()).hash(e.parent()).bool(e.free());
                out.bytes(e.calldata().bytes()).bytes(e.code().bytes());
            }
            case Event.Contracts.TransactionCredited e -> out.u8(50).varint(e.caseId());
            case Event.Contracts.ContractTurned e ->
                out.u8(51).address(e.contract()).varint(e.turn()).bool(e.busy());
            case Event.Contracts.OutcomePosted e ->
                out.u8(52)
                        .varint(e.caseId())
                        .varint(e.round())
                        .bytes(e.outcome().bytes());
            case Event.Contracts.OutcomeAccepted e -> out.u8(53).varint(e.caseId());
            case Event.Contracts.OutcomeFinalized e -> out.u8(54).varint(e.caseId());
            case Event.Contracts.StorageRolledBack e ->
                out.u8(55).address(e.contract()).varint(e.place());
            case Event.Contracts.TransactionClosed e ->
                out.u8(56).varint(e.caseId()).bool(e.decided());
        }
    }

    static Event.Contracts read(int tag, Reader in) {
        return switch (tag) {
            case 48 -> new Event.Contracts.NewTransaction(in.hash(), in.address(), in.address());
            case 49 ->
                new Event.Contracts.TransactionQueued(
                        in.varint(),
                        in.hash(),
                        in.bool(),
                        in.address(),
                        in.address(),
                        in.address(),
                        in.varint(),
                        coin(in),
                        in.hash(),
                        in.bool(),
                        new Blob(in.bytes()),
                        new Blob(in.bytes()));
            case 50 -> new Event.Contracts.TransactionCredited(in.varint());
            case 51 -> new Event.Contracts.ContractTurned(in.address(), in.varint(), in.bool());
            case 52 -> new Event.Contracts.OutcomePosted(in.varint(), number(in), new Blob(in.bytes()));
            case 53 -> new Event.Contracts.OutcomeAccepted(in.varint());
            case 54 -> new Event.Contracts.OutcomeFinalized(in.varint());
            case 55 -> new Event.Contracts.StorageRolledBack(in.address(), in.varint());
            case 56 -> new Event.Contracts.TransactionClosed(in.varint(), in.bool());
            default -> throw new Corrupt("no event of contracts has the tag " + tag);
        };
    }
}
