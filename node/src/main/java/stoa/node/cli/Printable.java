// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

/// Text of strangers on its way to a terminal: control characters would let it rewrite the screen.
final class Printable {
    private static final int MOST = 400;
    private static final char REPLACEMENT = '\uFFFD';

    private Printable() {}

    /// For one line.
    static String of(String text) {
        return clean(text.substring(0, Math.min(text.length(), MOST)), false);
    }

    /// As it is, over as many lines as it has.
    static String text(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean lines) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.appendCodePoint(
                        Character.isISOControl(c) && !(lines && (c == '\n' || c == '\t')) ? REPLACEMENT : c));
        return out.toString();
    }
}
