// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

/// @param retain how many heights, the newest included, can be read and proven
/// @param archive keeps all heights and makes `retain` mean nothing
/// @param cacheBytes for pages of the tree
public record StateConfig(int retain, boolean archive, long cacheBytes) {
    public static final StateConfig DEFAULT = new StateConfig(1_024, false, 64L << 20);

    public StateConfig {
        if (retain < 1) throw new IllegalArgumentException("chain.retain is at least 1");
        if (cacheBytes < 1 << 20) throw new IllegalArgumentException("the state's cache is at least 1 MiB");
    }
}
