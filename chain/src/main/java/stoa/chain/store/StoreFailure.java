// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import org.jspecify.annotations.Nullable;

/// The store cannot do what was asked. The message is one line for the operator and says what to do.
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public StoreFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StoreFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /// What the caller may expect of trying again.
    public enum Kind {
        /// No space: works again once there is some.
        FULL,
        /// Another process has the directory: works once that one ends.
        IN_USE,
        /// The disk or the operating system failed: may work again.
        IO,
        /// What is stored cannot be right: trying again does not help.
        CORRUPT,
        /// Written by another program, for another network, or in another format: trying again does not help.
        FOREIGN,
        CLOSED
    }
}
