// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.util.Optional;
import stoa.types.Address;
import stoa.vm.Limits;
import stoa.vm.Oracle;
import stoa.vm.StateView;

/// What all runs of one call share.
///
/// @param oracle none when the call must be deterministic throughout
record Host(StateView state, Execution.Programs programs, Limits limits, Optional<Oracle> oracle, Receipt receipt) {
    byte[] code(Address contract, StateView.Kind kind) {
        var head = state.storage(contract, kind, SlotIds.CODE, 0, 4);
        int length = Bits.u32(head, 0);
        if (length < 0 || length > stoa.vm.Program.CODE_BYTES_MAX) return new byte[0];
        return state.storage(contract, kind, SlotIds.CODE, 4, length);
    }
}
