// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import java.io.Serial;

/// A template that cannot be read or run, or that refuses what it was given.
public final class TemplateError extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean refusal;

    TemplateError(String message) {
        this(message, false);
    }

    TemplateError(String message, boolean refusal) {
        super(message, null, false, false);
        this.refusal = refusal;
    }

    /// Whether the template itself said no (`raise_exception`), so that the caller can do something about it.
    public boolean refusal() {
        return refusal;
    }
}
