// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

/// A height was asked for that is not here: cleared away, or not reached. The message says which heights are.
public final class HeightUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private HeightUnavailable(String message) {
        super(message);
    }

    static HeightUnavailable pruned(long height, long oldest) {
        return new HeightUnavailable("the state of height " + height + " is cleared away; the oldest kept here is "
                + oldest + " (a node keeps more with a longer chain.retain, all with chain.archive)");
    }

    public static HeightUnavailable ahead(long height, long newest) {
        return new HeightUnavailable("height " + height + " is not reached; the newest is " + newest);
    }

    public static HeightUnavailable noBlock(long height, long oldest) {
        return new HeightUnavailable("the block of height " + height + " is not here: this node began with a snapshot"
                + "; its oldest block is " + oldest);
    }
}
