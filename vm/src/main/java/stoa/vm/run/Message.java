// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import stoa.types.codec.Calldata;
import stoa.vm.Call;

/// The message as the guest gets it.
final class Message {
    private Message() {}

    static byte[] encode(Call call) {
        return Calldata.map(
                        "chain_id", Calldata.of(call.chainId()),
                        "contract_address", Calldata.of(call.contract()),
                        "datetime", Calldata.of(call.time().toString()),
                        "entry_data", Calldata.of(call.entry()),
                        "entry_kind", Calldata.of(0),
                        "entry_stage_data", Calldata.NULL,
                        "is_init",
                                Calldata.of(call.mode() == Call.Mode.WRITE
                                        && call.deployment().isPresent()),
                        "origin_address", Calldata.of(call.origin()),
                        "sender_address", Calldata.of(call.sender()),
                        "stack",
                                Calldata.of(
                                        call.stack().stream().map(Calldata::of).toList()),
                        "value", Calldata.of(call.value()))
                .encode();
    }
}
