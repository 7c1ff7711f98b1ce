// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

/// A promise that did not hold under a soak.
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Broken(String what) {
        super(what);
    }
}
