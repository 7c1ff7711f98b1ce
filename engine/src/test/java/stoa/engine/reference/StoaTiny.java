// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.io.IOException;
import java.nio.file.Path;

/// The model the repository ships.
final class StoaTiny {
    static final Path FILE = Path.of(System.getProperty("stoa.root"), "models", "stoa-tiny", "stoa-tiny-q8_0.gguf");

    private StoaTiny() {}

    static ReferenceModel load() throws IOException {
        return ReferenceModel.load(FILE);
    }
}
