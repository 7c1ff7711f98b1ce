// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;

/// Vectors asked for, one per input; inputs are [Prompt.Text] or [Prompt.Tokens]. `raw` is the caller's whole JSON
/// body.
public record EmbeddingRequest(String model, List<Prompt> inputs, OptionalInt dimensions, ObjectNode raw) {
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) throw new IllegalArgumentException("input must not be empty");
    }
}
