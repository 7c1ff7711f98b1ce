// SPDX-License-Identifier: Apache-2.0
package stoa.kit.json;

/// Text that is not the JSON we asked for. Says what and where, never what stood there.
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    MalformedJson(String what, int line, int column) {
        super(line > 0 ? what + " at line " + line + ", column " + column : what);
        this.line = line;
        this.column = column;
    }

    /// One-based; 0 when unknown.
    public int line() {
        return line;
    }

    /// One-based; 0 when unknown.
    public int column() {
        return column;
    }
}
