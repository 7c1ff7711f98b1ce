// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.time.Duration;

/// What a call may use. All but the wall budget are the network's parameters, so that exceeding them ends the same way
/// on
/// every machine; the wall budget is each machine's own net below them.
///
/// @param steps function entries and loop turns of the interpreter, and machine work by size; of all runs of a call
///     together. A Python loop turn costs about 20.
/// @param memoryPages of 64 KiB, the interpreter's own 33 MiB among them
/// @param outputBytes of each of the two text outputs that are kept; what is more is cut
/// @param storageBytes that one call may write, counted in touched blocks of 64
/// @param messages of all kinds but events
/// @param receiptBytes of all messages and events together
/// @param calldataBytes of one value
/// @param depth how deep runs may lie in one another
public record Limits(
        long steps,
        int memoryPages,
        int outputBytes,
        int storageBytes,
        int messages,
        int events,
        int receiptBytes,
        int calldataBytes,
        int nondetBlocks,
        int depth,
        Duration wall) {
    public static final Limits DEFAULT = new Limits(
            200_000_000L, 1024, 64 << 10, 4 << 20, 256, 1024, 1 << 20, 1 << 20, 4096, 16, Duration.ofSeconds(600));

    public Limits {
        if (steps <= 0 || memoryPages <= 0 || outputBytes < 0 || storageBytes < 0 || depth <= 0)
            throw new IllegalArgumentException("limits are positive");
        if (wall.isNegative() || wall.isZero()) throw new IllegalArgumentException("the wall budget is positive");
    }

    public Limits withSteps(long most) {
        return new Limits(
                most,
                memoryPages,
                outputBytes,
                storageBytes,
                messages,
                events,
                receiptBytes,
                calldataBytes,
                nondetBlocks,
                depth,
                wall);
    }

    public Limits withWall(Duration most) {
        return new Limits(
                steps,
                memoryPages,
                outputBytes,
                storageBytes,
                messages,
                events,
                receiptBytes,
                calldataBytes,
                nondetBlocks,
                depth,
                most);
    }
}
