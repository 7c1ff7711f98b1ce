// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

/// Bytes or text from outside are not what they claim to be; the message says what is wrong and where.
///
/// It carries no stack trace: strangers can cause one as often as they like, and the message names the place in the
/// input, which is the only place that matters.
public sealed class Malformed extends Exception permits Malformed.InSignature {
    private static final long serialVersionUID = 1;
    private static final int MESSAGE_CHARS_MAX = 200;

    /// All could be read but the signature, which is not a canonical one.
    public static final class InSignature extends Malformed {
        private static final long serialVersionUID = 1;

        public InSignature(String what) {
            super(what);
        }
    }

    public Malformed(String what) {
        super(shorten(what), null, false, false);
    }

    static String shorten(String what) {
        return what.length() <= MESSAGE_CHARS_MAX ? what : what.substring(0, MESSAGE_CHARS_MAX - 1) + "…";
    }
}
