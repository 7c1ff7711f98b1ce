// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

/// The parts of the store, each with its own order of keys. Their names are the column families on disk.
public enum Column {
    /// What this directory is: format, genesis, newest and oldest height.
    META,
    /// Pages of the state's tree, by version and place.
    PAGES,
    /// Keys of the newest state, for ordered scans; the values are in the pages.
    KEYS,
    /// Per height: the tree's root, and what the block made stale.
    HEIGHTS,
    /// Blocks by height.
    BLOCKS,
    /// Heights and places by the hashes of blocks and transactions.
    LOOKUP
}
