// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

/// A record of our own state cannot be read: our disk or our code is wrong, and no sender is to blame.
public final class Corrupt extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public Corrupt(String what) {
        super(Malformed.shorten(what));
    }
}
