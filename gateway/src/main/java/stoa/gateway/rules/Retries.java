// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// What follows when a host did not answer. Only before the first token, and never twice to the same host: what was
/// not delivered costs nothing, so asking another is safe.
public final class Retries {
    private Retries() {}

    /// How an attempt ended before its first token.
    public enum Failure {
        /// No connection, a broken one, or an answer that is no answer.
        BROKEN(true, true),
        /// Silent for too long.
        STALLED(true, true),
        /// The host or its engine said that it cannot.
        UNAVAILABLE(true, true),
        /// Full, with a signed word on when to come back.
        FULL(true, false),
        /// The host knows nothing of the session, yet or any more.
        STRANGER(true, false),
        /// The voucher was too small by the host's count of the input, and ours cannot grow that far.
        UNCOVERED(true, false),
        /// The request itself is wrong: everybody would say so.
        REFUSED(false, false);

        private final boolean elsewhere;
        private final boolean blamed;

        Failure(boolean elsewhere, boolean blamed) {
            this.elsewhere = elsewhere;
            this.blamed = blamed;
        }

        /// Whether it counts against the host.
        public boolean blamed() {
            return blamed;
        }
    }

    /// Whether another host is asked.
    ///
    /// @param attempts made so far, this one included
    public static boolean again(Failure failure, int attempts, int attemptsMost, boolean callerGone) {
        return failure.elsewhere && !callerGone && attempts < attemptsMost;
    }
}
