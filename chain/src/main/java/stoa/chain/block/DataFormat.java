// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.Reads;
import stoa.chain.store.StoreFailure;
import stoa.chain.store.StoreFailure.Kind;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Utf8;

/// What a data directory says about itself, so that no program works on data it does not understand.
public final class DataFormat {
    /// Raised whenever anything stored changes its meaning. Version 1: pages of up to 32 entries in buckets, blocks in
    /// encoding 1.
    public static final int VERSION = 1;

    private static final byte[] FORMAT = Utf8.encode("format");
    private static final byte[] GENESIS = Utf8.encode("genesis");

    private DataFormat() {}

    /// Claims an empty store for a network; part of the write that makes its first block.
    public static void put(Batch batch, Hash genesis) {
        batch.put(Column.META, FORMAT, Bytes.ofLong(VERSION));
        batch.put(Column.META, GENESIS, genesis.bytes());
    }

    /// Whether nothing was ever committed here.
    public static boolean isEmpty(Reads store) {
        return store.get(Column.META, FORMAT) == null;
    }

    /// Throws [StoreFailure] unless the store is empty or was written by this format for this network.
    public static void require(Reads store, Hash genesis) {
        byte[] format = store.get(Column.META, FORMAT);
        if (format == null) return;
        long version = format.length == Long.BYTES ? Bytes.getLong(format, 0) : Long.MAX_VALUE;
        if (version > VERSION)
            throw new StoreFailure(
                    Kind.FOREIGN,
                    "the ledger's data are in format " + version + ", this program knows up to " + VERSION
                            + "; use the newer program that wrote them");
        if (version < VERSION)
            throw new StoreFailure(
                    Kind.FOREIGN,
                    "the ledger's data are in format " + version + ", which this program no longer reads; export a"
                            + " snapshot with the older program and restore it into an empty directory");
        byte[] stored = store.get(Column.META, GENESIS);
        if (stored == null || !Hash.of(stored).equals(genesis))
            throw new StoreFailure(
                    Kind.FOREIGN,
                    "the ledger's data belong to the network with genesis " + (stored == null ? "?" : Hash.of(stored))
                            + ", not " + genesis + "; use another directory, or start afresh");
    }
}
