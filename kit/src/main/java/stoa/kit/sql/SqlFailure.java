// SPDX-License-Identifier: Apache-2.0
package stoa.kit.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The database said no. `state` is the five-character SQL state (`23505` is a duplicate key).
public final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String state;

    SqlFailure(String what, @Nullable Throwable cause) {
        super(cause == null ? what : what + ": " + cause.getMessage(), cause);
        this.state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }

    public String state() {
        return state;
    }

    /// A primary key or unique index already has this value.
    public boolean duplicateKey() {
        return state.equals("23505");
    }
}
