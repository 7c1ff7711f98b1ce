// SPDX-License-Identifier: Apache-2.0
/// What the ledger hands out: headers, committed blocks, proven state entries, and its answers to a submission or a
/// simulation (read [CommittedBlock] first). `chain` produces these values, `client` and everything above it consumes
/// them, and neither needs to see the other. Nothing here reads or writes; encodings are canonical.
@NullMarked
package stoa.types.chain;

import org.jspecify.annotations.NullMarked;
