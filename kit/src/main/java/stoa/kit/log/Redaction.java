// SPDX-License-Identifier: Apache-2.0
package stoa.kit.log;

import java.util.regex.Pattern;

/// Takes secrets out of text. API keys are known by their prefix; a private key is sixty-four hexadecimal digits,
/// and so is a hash: text of that form is taken out, a `Hash` handed over as such is printed.
final class Redaction {
    private static final Pattern SECRETS =
            Pattern.compile("(sk-stoa-)[A-Za-z0-9_-]+|(?<![0-9a-fA-F])(0[xX])?[0-9a-fA-F]{64}(?![0-9a-fA-F])");

    /// Shorter text cannot hold a secret.
    private static final int SECRET_LENGTH_MIN = 9;

    private Redaction() {}

    static String redact(String text) {
        if (text.length() < SECRET_LENGTH_MIN) return text;
        return SECRETS.matcher(text).replaceAll(found -> found.group(1) != null ? "sk-stoa-***" : "***");
    }
}
