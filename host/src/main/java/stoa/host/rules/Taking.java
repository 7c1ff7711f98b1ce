// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

/// What became of a voucher.
public sealed interface Taking {
    /// It is the newest now and must be on disk before anything is served against it.
    record Newest() implements Taking {}

    /// An older one, or the same again; harmless.
    record Older() implements Taking {}

    /// It must not be relied on; the word says why, for the gateway that sent it.
    record Refused(Fault fault, String why) implements Taking {}

    enum Fault {
        SIGNER,
        MALFORMED,
        COUNT_AHEAD,
        EARNED_WRONG,
        ROOT_WRONG
    }

    /// The word of a fault on the wire.
    static String code(Fault fault) {
        return switch (fault) {
            case SIGNER -> "voucher_signer_wrong";
            case MALFORMED -> "voucher_malformed";
            case COUNT_AHEAD -> "voucher_count_ahead";
            case EARNED_WRONG -> "voucher_earned_wrong";
            case ROOT_WRONG -> "voucher_root_wrong";
        };
    }
}
