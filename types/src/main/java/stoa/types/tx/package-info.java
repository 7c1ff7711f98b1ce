// SPDX-License-Identifier: Apache-2.0
/// What a transaction can ask for and how it is written: `Verb` is the protocol's table of contents, `VerbTable` its
/// Solidity spelling, `Fees` its prices; `TxDecoder` reads raw bytes once, at the edge, and `ViewTable` what is only
/// asked. Read `Verb` first. Nothing here looks at the state or decides.
@NullMarked
package stoa.types.tx;

import org.jspecify.annotations.NullMarked;
