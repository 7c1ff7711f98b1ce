// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import stoa.types.codec.Utf8;

/// One opened RocksDB with everything native that belongs to it, and how we set it up.
final class RocksHandle implements AutoCloseable {
    private final List<AbstractImmutableNativeReference> natives = new ArrayList<>();
    private final ColumnFamilyHandle[] columns = new ColumnFamilyHandle[Column.values().length];
    private final RocksDB db;

    private RocksHandle(RocksConfig config) throws RocksDBException {
        boolean opened = false;
        try {
            this.db = open(config);
            opened = true;
        } finally {
            if (!opened) closeNatives();
        }
    }

    static RocksHandle openAt(RocksConfig config) {
        try {
            createDirectory(config.directory());
            return new RocksHandle(config);
        } catch (RocksDBException | IOException e) {
            throw RocksFailures.translate(e, config.directory());
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle column(Column column) {
        return columns[column.ordinal()];
    }

    @Override
    public void close() {
        for (var column : columns) column.close();
        db.close();
        closeNatives();
    }

    private RocksDB open(RocksConfig config) throws RocksDBException {
        var cache = own(new LRUCache(config.cacheBytes()));
        var filter = own(new BloomFilter(10));
        var options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(config.writeBufferBytes())
                .setMaxTotalWalSize(4 * config.writeBufferBytes())
                // A torn tail is what a kill leaves behind; it was never acknowledged.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(1 << 20)
                // The disk begins before the block is whole, so that the fsync at its end has less to wait for.
                .setWalBytesPerSync(1 << 19)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                .setMaxManifestFileSize(16 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
        var descriptors = new ArrayList<ColumnFamilyDescriptor>();
        // RocksDB insists on a column family of this name; nothing is ever in it.
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, own(new ColumnFamilyOptions())));
        for (var column : Column.values())
            descriptors.add(
                    new ColumnFamilyDescriptor(Utf8.encode(column.name()), columnOptions(column, cache, filter)));
        var handles = new ArrayList<ColumnFamilyHandle>();
        var opened = RocksDB.open(options, config.directory().toString(), descriptors, handles);
        own(handles.removeFirst());
        for (int i = 0; i < columns.length; i++) columns[i] = handles.get(i);
        return opened;
    }

    private ColumnFamilyOptions columnOptions(Column column, LRUCache cache, BloomFilter filter) {
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                .setFormatVersion(5)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        var options = own(new ColumnFamilyOptions()).setTableFormatConfig(table);
        return switch (column) {
            // Hashes do not compress.
            case PAGES, LOOKUP, META -> options.setCompressionType(CompressionType.NO_COMPRESSION);
            case KEYS, HEIGHTS, BLOCKS -> options.setCompressionType(CompressionType.LZ4_COMPRESSION);
        };
    }

    private <T extends AbstractImmutableNativeReference> T own(T reference) {
        natives.add(reference);
        return reference;
    }

    private void closeNatives() {
        for (var reference : natives.reversed()) reference.close();
        natives.clear();
    }

    private static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
    }
}
