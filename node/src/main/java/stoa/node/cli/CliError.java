// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

/// Something the person at the terminal should know: one line, with what to do next. No stack trace is shown.
final class CliError extends RuntimeException {
    private static final long serialVersionUID = 1;

    CliError(String message) {
        super(message, null, false, false);
    }
}
