// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

/// Whoever sent a message.
public sealed interface Caller {
    /// One request, one answer.
    record Http() implements Caller {}

    /// A connection that stays, so that it can be told things later.
    non-sealed interface Socket extends Caller {}
}
