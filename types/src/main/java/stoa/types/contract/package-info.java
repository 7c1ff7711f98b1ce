// SPDX-License-Identifier: Apache-2.0
/// What contracts' transactions carry between clients, validators and the ledger. Read [stoa.types.contract.Outcome]
/// first. Must never know what a contract's bytes mean.
@NullMarked
package stoa.types.contract;

import org.jspecify.annotations.NullMarked;
