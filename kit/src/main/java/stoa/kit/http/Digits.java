// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// What counts as a length in a header: digits and nothing else, few enough for a `long`.
final class Digits {
    private static final int LENGTH_MAX = 18;

    private Digits() {}

    static boolean isLength(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) return false;
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        return true;
    }
}
