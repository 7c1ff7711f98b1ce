// SPDX-License-Identifier: Apache-2.0
/// The driver of a network of many validators: CometBFT agrees on blocks, this executes them (read [CometDriver] first,
/// then [Consensus], which is the life of a block). Requirements and the tests that show them: `spec/abci.md`. Never
/// lets a clock, a file or another thread into what validators must agree on.
@NullMarked
package stoa.chain.comet;

import org.jspecify.annotations.NullMarked;
