// SPDX-License-Identifier: Apache-2.0
/// What a transaction can ask for and how it is written: `Verb` is the protocol's table of contents, `VerbTable` its
/// Solidity spelling, `Fees` its prices. Read `Verb` first.
@NullMarked
package stoa.types.tx;

import org.jspecify.annotations.NullMarked;
