// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.nio.file.Path;
import java.util.Optional;

/// How a machine is set up on this computer; none of it changes an outcome.
///
/// @param interpreters how many calls run at once; each holds 64 MiB
/// @param imageDirectory where the started interpreter's image is kept between starts of the process, so that the next
///     start takes no seconds
/// @param programImagesBytes how much memory images of imported contracts may take together
public record MachineConfig(int interpreters, Optional<Path> imageDirectory, long programImagesBytes) {
    public static final MachineConfig DEFAULT = new MachineConfig(
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())), Optional.empty(), 256L << 20);

    public MachineConfig {
        if (interpreters < 1) throw new IllegalArgumentException("a machine has at least one interpreter");
    }

    public MachineConfig withImages(Path directory) {
        return new MachineConfig(interpreters, Optional.of(directory), programImagesBytes);
    }

    public MachineConfig withInterpreters(int count) {
        return new MachineConfig(count, imageDirectory, programImagesBytes);
    }
}
