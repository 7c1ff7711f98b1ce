// SPDX-License-Identifier: Apache-2.0
/// ABCI 2.0, the protocol between CometBFT and an application, as CometBFT 0.38 speaks it over a socket (read
/// [Application] first, then [AbciServer]). The wire is read and written by hand: a message costs no reflection and no
/// copy but its fields. Knows nothing of ledgers, and takes nothing on trust but that the other side is a local
/// process: sizes, counts and encodings are bounded here.
@NullMarked
package stoa.chain.abci;

import org.jspecify.annotations.NullMarked;
