// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;

/// What the model is given.
public sealed interface Prompt {
    /// OpenAI chat messages and tools (empty: none); the engine applies the model's own chat template.
    record Chat(ArrayNode messages, ArrayNode tools) implements Prompt {}

    /// Text to be continued, without a template.
    record Text(String text) implements Prompt {}

    /// Raw token ids, taken as they are: nothing is added before or after. Callers must not change the array.
    record Tokens(int[] ids) implements Prompt {}
}
