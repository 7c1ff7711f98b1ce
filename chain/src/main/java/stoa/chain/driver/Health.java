// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

/// How the chain is.
///
/// @param detail one line for the operator; empty while all is well
public record Health(Status status, String detail) {
    public static final Health OK = new Health(Status.OK, "");

    public enum Status {
        OK,
        /// No blocks for the time being, as when the disk is full; it goes on by itself.
        STALLED,
        /// The core found its books wrong, or itself: no blocks until a person looks. Reading goes on.
        HALTED,
        CLOSED
    }

    public boolean ok() {
        return status == Status.OK;
    }
}
