// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// Why an answer ended, in OpenAI's words; `cancelled` is ours and never reaches a client.
public enum FinishReason {
    STOP("stop"),
    LENGTH("length"),
    TOOL_CALLS("tool_calls"),
    CONTENT_FILTER("content_filter"),
    CANCELLED("cancelled");

    private final String wire;

    FinishReason(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /// Reads an engine's word for it; `function_call` is the old name of `tool_calls`, and what is unknown ended
    /// by itself, so is `stop`.
    public static FinishReason of(String wire) {
        return switch (wire) {
            case "length", "max_tokens" -> LENGTH;
            case "tool_calls", "function_call" -> TOOL_CALLS;
            case "content_filter" -> CONTENT_FILTER;
            default -> STOP;
        };
    }
}
