// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Blob;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// Keys and values of the contracts' tables: fields in the order of their records.
final class ContractCodecs {
    static final Codec<Contract> CONTRACT = new Codec<>(
            (out, contract) -> out.address(contract.deployer())
                    .u63(contract.next())
                    .u63(contract.turn())
                    .bool(contract.busy())
                    .u32(contract.waiting()),
            in -> new Contract(in.address(), in.u63(), in.u63(), in.bool(), Fields.count(in)));
    static final Codec<QueueKey> QUEUE = new Codec<>(
            (out, key) -> out.address(key.contract()).u63(key.place()), in -> new QueueKey(in.address(), in.u63()));
    static final Codec<StorageKey> STORAGE = new Codec<>(
            (out, key) -> out.address(key.contract())
                    .bool(key.finalized())
                    .hash(key.slot())
                    .u63(key.page()),
            in -> new StorageKey(in.address(), in.bool(), in.hash(), in.u63()));
    static final Codec<ContractCall> CALL = new Codec<>(ContractCodecs::write, ContractCodecs::read);
    /// Length and bytes: ICS-23 proves no empty values.
    static final Codec<Blob> BLOB = new Codec<>((out, blob) -> out.bytes(blob.bytes()), in -> new Blob(in.bytes()));
    static final Codec<stoa.types.Hash> HASH = new Codec<>(Writer::hash, Reader::hash);

    private ContractCodecs() {}

    private static void write(Writer out, ContractCall call) {
        out.hash(call.tx()).bool(call.deploys()).address(call.contract());
        out.address(call.sender()).address(call.origin()).u63(call.place());
        Fields.coin(out, call.value());
        out.bool(call.credited()).bool(call.accepted()).bool(call.free());
    }

    private static ContractCall read(Reader in) {
        return new ContractCall(
                in.hash(),
                in.bool(),
                in.address(),
                in.address(),
                in.address(),
                in.u63(),
                Fields.coin(in),
                in.bool(),
                in.bool(),
                in.bool());
    }
}
