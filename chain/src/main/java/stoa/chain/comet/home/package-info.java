// SPDX-License-Identifier: Apache-2.0
/// CometBFT as a program on this machine: how it is built, what its home directory holds, how it is run (read
/// [CometBinary] first, then [CometHome]). Knows nothing of blocks. Never changes a home that somebody else made, and
/// never writes a signing key twice.
@NullMarked
package stoa.chain.comet.home;

import org.jspecify.annotations.NullMarked;
