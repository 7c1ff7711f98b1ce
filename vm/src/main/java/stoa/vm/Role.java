// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.util.List;

/// In which role a call's nondeterministic blocks run.
public sealed interface Role {
    /// Runs each block and records how it ended.
    record Leader(Oracle oracle) implements Role {}

    /// Judges each block's recorded end by the contract's own rule.
    record Validator(Oracle oracle, List<byte[]> leaderOutputs) implements Role {
        public Validator {
            leaderOutputs = List.copyOf(leaderOutputs);
        }
    }

    /// Takes each block's recorded end as it is: to repeat a call without judging.
    record Replay(List<byte[]> leaderOutputs) implements Role {
        public Replay {
            leaderOutputs = List.copyOf(leaderOutputs);
        }
    }

    /// No block may run.
    record Deterministic() implements Role {}
}
