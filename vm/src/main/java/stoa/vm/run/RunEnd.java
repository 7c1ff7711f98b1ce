// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import stoa.vm.Result;

/// Ends a run from inside of a machine call: no code of the guest runs any more. An [Error] so that nothing between
/// catches it.
final class RunEnd extends Error {
    private static final long serialVersionUID = 1;
    private final transient Result result;

    RunEnd(Result result) {
        super(null, null, false, false);
        this.result = result;
    }

    /// By the rules of the machine.
    RunEnd(String code) {
        this(new Result.VmError(code));
    }

    Result result() {
        return result;
    }
}
