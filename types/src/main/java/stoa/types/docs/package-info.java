// SPDX-License-Identifier: Apache-2.0
/// Prints what can be printed from the tables: Solidity interfaces as ABI JSON, EIP-712 types, and the pages of
/// `docs/generated` (read `Pages` first). Returns texts and never writes a file: a test compares them with the files in
/// the repository.
@NullMarked
package stoa.types.docs;

import org.jspecify.annotations.NullMarked;
