// SPDX-License-Identifier: Apache-2.0
/// Balances, nonces and fees. Read `Accounts` first. Must never let a balance go below zero: rules compare before
/// they take, so an `ArithmeticException` here is our own bug.
@NullMarked
package stoa.protocol.accounts;

import org.jspecify.annotations.NullMarked;
