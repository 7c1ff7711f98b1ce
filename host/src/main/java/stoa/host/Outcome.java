// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.util.Optional;
import stoa.engine.EngineException;

/// What running an engine came to.
///
/// @param plain input units not found in a cache
/// @param inputKnown whether the engine told the input; one that was interrupted did not
/// @param output units made, or delivered if it was stopped
/// @param started whether the engine had begun at all
/// @param aborted the caller cut it
/// @param cutByBudget money ended it
/// @param failure why the engine gave up, if it did
record Outcome(
        long plain,
        long cached,
        boolean inputKnown,
        long output,
        long firstTokenMillis,
        boolean started,
        boolean aborted,
        boolean cutByBudget,
        Optional<EngineException> failure) {

    Outcome failed(EngineException why) {
        return new Outcome(
                plain, cached, inputKnown, output, firstTokenMillis, started, false, cutByBudget, Optional.of(why));
    }
}
