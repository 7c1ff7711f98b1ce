// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.nio.file.Path;

/// @param directory created if needed
/// @param cacheBytes for blocks of files read from the disk
/// @param writeBufferBytes for what is written and not yet in a sorted file, all columns together
public record RocksConfig(Path directory, long cacheBytes, long writeBufferBytes) {
    public static final long DEFAULT_CACHE_BYTES = 64L << 20;
    public static final long DEFAULT_WRITE_BUFFER_BYTES = 128L << 20;

    public RocksConfig {
        if (cacheBytes < 1 << 20) throw new IllegalArgumentException("the store's cache is at least 1 MiB");
        if (writeBufferBytes < 4 << 20)
            throw new IllegalArgumentException("the store's write buffer is at least 4 MiB");
    }

    public static RocksConfig in(Path directory) {
        return new RocksConfig(directory, DEFAULT_CACHE_BYTES, DEFAULT_WRITE_BUFFER_BYTES);
    }
}
