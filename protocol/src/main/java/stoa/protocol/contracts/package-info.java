// SPDX-License-Identifier: Apache-2.0
/// Contracts: transactions as cases of the court, one queue each, their storage, their messages and their coin. Read
/// `ContractKind` first, then `Calls`. Must never run a contract or know what its bytes mean.
@NullMarked
package stoa.protocol.contracts;

import org.jspecify.annotations.NullMarked;
