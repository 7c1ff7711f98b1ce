// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.io.IOException;
import java.io.Serial;

/// A model file that is damaged, or that this engine cannot run. The message says which part and what was
/// expected.
public final class MalformedModel extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public MalformedModel(String message) {
        super(message);
    }
}
