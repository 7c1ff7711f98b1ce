// SPDX-License-Identifier: Apache-2.0
/// A small port to an ordered key-value store and its two implementations (read [KeyValue] first): RocksDB on disk and
/// a twin in memory, held to the same contract by one test suite. Knows nothing of blocks or state, and never applies
/// half of a batch.
@NullMarked
package stoa.chain.store;

import org.jspecify.annotations.NullMarked;
