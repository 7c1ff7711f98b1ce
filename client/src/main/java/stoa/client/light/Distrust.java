// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

/// A header that its network's validators did not vouch for, or that trust no longer reaches. The message says why.
public final class Distrust extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Distrust(String why) {
        super(why);
    }
}
