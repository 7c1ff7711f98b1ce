// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

/// @param retain how many heights, the newest included, can be read and proven
/// @param archive keeps all heights and makes `retain` mean nothing
/// @param cacheBytes of the heap for pages of the tree; a million accounts are about 130 MiB of them
public record StateConfig(int retain, boolean archive, long cacheBytes) {
    private static final long CACHE_LEAST = 16L << 20;
    private static final long CACHE_MOST = 512L << 20;

    /// An eighth of the heap is cache, 16 to 512 MiB.
    public static final StateConfig DEFAULT =
            new StateConfig(1_024, false, Math.clamp(Runtime.getRuntime().maxMemory() / 8, CACHE_LEAST, CACHE_MOST));

    public StateConfig {
        if (retain < 1) throw new IllegalArgumentException("chain.retain is at least 1");
        if (cacheBytes < 1 << 20) throw new IllegalArgumentException("the state's cache is at least 1 MiB");
    }
}
