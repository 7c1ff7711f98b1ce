// SPDX-License-Identifier: Apache-2.0
/// Trees of hashes by which a root of 32 bytes answers for many records: receipts ([MountainRange]), items of work
/// ([SumTree]) and the whole state ([StateTree], proven as [Ics23]).
///
/// Read [MountainRange] first. All hash with SHA-256 and keep leaves (0x00), inner nodes (0x01) and roots that bind a
/// count (0x02) apart by their first byte. This package must never store anything: callers hand in what it needs.
@NullMarked
package stoa.types.merkle;

import org.jspecify.annotations.NullMarked;
