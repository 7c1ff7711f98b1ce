// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

/// Our books do not add up, or this program cannot follow the ledger. Nobody catches this: a stopped node is safe, a
/// forked one is not.
public final class Halt extends Error {
    private static final long serialVersionUID = 1;

    public Halt(String what) {
        super(what);
    }
}
