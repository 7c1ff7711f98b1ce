// SPDX-License-Identifier: Apache-2.0
package stoa.client.light;

/// Somebody who knows a network's headers and need not be trusted.
public interface HeaderSource {
    /// The block of that height, as it says; a [stoa.client.LedgerFailure] when it cannot be had.
    LightBlock at(long height);

    /// The newest height, as it says.
    long newest();
}
