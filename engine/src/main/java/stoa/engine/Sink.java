// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// Takes the pieces of one answer. May block: the engine then waits, which is how a slow reader slows its own
/// answer only.
@FunctionalInterface
public interface Sink {
    /// False cancels the answer.
    boolean accept(Piece piece);
}
