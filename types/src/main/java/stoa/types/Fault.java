// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Whose mistake a refusal is.
public enum Fault {
    SENDER,
    HOST,
    PAYER,
    NETWORK
}
