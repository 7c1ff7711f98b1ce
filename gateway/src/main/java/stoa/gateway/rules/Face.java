// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// The three kinds of work a host is asked for.
public enum Face {
    CHAT("chat"),
    COMPLETIONS("completions"),
    EMBEDDINGS("embeddings");

    private final String wire;

    Face(String wire) {
        this.wire = wire;
    }

    /// The last segment of the host's path.
    public String wire() {
        return wire;
    }

    /// Whether answers have output units at all.
    public boolean generates() {
        return this != EMBEDDINGS;
    }
}
