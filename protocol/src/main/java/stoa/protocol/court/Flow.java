// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.state.Offence;
import stoa.types.state.Payment;

/// What one seat, appellant or opener gets or loses at a case's end. [CRT-13]
sealed interface Flow {
    /// The round it is for.
    int round();

    /// To a host, whose owner gets it.
    record Earned(int round, Address host, Payment payment, Amount amount) implements Flow {}

    /// To an account.
    record Returned(int round, Address account, Payment payment, Amount amount) implements Flow {}

    /// Out of a host's collateral.
    ///
    /// @param to whose owner gets half; zero for nobody
    record Lost(int round, Address host, Offence offence, Amount amount, Address to) implements Flow {}

    /// A part of a host's collateral, in parts per million.
    record LostPart(int round, Address host, Offence offence, int ppm) implements Flow {}

    /// Out of what the case holds.
    record Burned(int round, Amount amount) implements Flow {}

    /// Out of the pool of checks, as far as there is something in it.
    record Consoled(int round, Address host, Amount amount) implements Flow {}
}
