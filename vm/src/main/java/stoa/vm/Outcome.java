// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.util.List;
import java.util.OptionalInt;

/// What a call came to. Two machines with the same image, call, state and recorded blocks have the same outcome, but
/// for
/// `expired`, `stdout` and the like, which are for people.
///
/// @param result how it ended; unless it is a value, `writes` and `effects` are empty
/// @param blocks how each nondeterministic block ended, as the leader recorded it, in the bytes of [Result#encode]
/// @param disagreement the first block a validator does not agree with
/// @param expired the wall budget ran out: this machine votes that it had no time, whatever `result` says
/// @param steps spent, of [Limits#steps]
public record Outcome(
        Result result,
        List<StorageWrite> writes,
        List<Effect> effects,
        List<byte[]> blocks,
        OptionalInt disagreement,
        boolean expired,
        String stdout,
        String stderr,
        List<String> trace,
        long steps,
        int memoryPages) {
    public Outcome {
        writes = List.copyOf(writes);
        effects = List.copyOf(effects);
        blocks = List.copyOf(blocks);
        trace = List.copyOf(trace);
    }
}
