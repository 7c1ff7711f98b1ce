// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import stoa.chain.store.StoreFailure.Kind;

/// RocksDB's complaints in the operator's words.
final class RocksFailures {
    private RocksFailures() {}

    static StoreFailure translate(Exception failure, Path directory) {
        String text = String.valueOf(failure.getMessage());
        if (!(failure instanceof RocksDBException rocks))
            return new StoreFailure(Kind.IO, "cannot use the directory " + directory + ": " + text, failure);
        var status = rocks.getStatus();
        if (noSpace(status, text))
            return new StoreFailure(
                    Kind.FULL,
                    "no space left in " + directory + "; free some, the ledger then goes on by itself",
                    failure);
        if (text.contains("lock file") || text.contains("lock hold by") || text.contains("No locks available"))
            return new StoreFailure(
                    Kind.IN_USE, directory + " is in use by another process; stop that one first", failure);
        if (status != null && status.getCode() == Status.Code.Corruption)
            return new StoreFailure(
                    Kind.CORRUPT,
                    "the files in " + directory + " are damaged (" + text
                            + "); restore a snapshot into an empty directory",
                    failure);
        if (status != null
                && status.getCode() == Status.Code.InvalidArgument
                && text.contains("olumn families not opened"))
            return new StoreFailure(
                    Kind.FOREIGN, directory + " was written by a newer version of this program; use that one", failure);
        return new StoreFailure(Kind.IO, "the store in " + directory + " failed: " + text, failure);
    }

    private static boolean noSpace(Status status, String text) {
        return status != null && status.getSubCode() == Status.SubCode.NoSpace
                || text.contains("No space left")
                || text.contains("Disk quota exceeded");
    }
}
