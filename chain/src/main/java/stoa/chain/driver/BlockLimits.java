// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

/// What one block takes at most, so that none takes much longer than a second. A transaction that alone would not fit
/// is refused when it is submitted.
public record BlockLimits(int txs, long bytes, long gas) {
    public static final BlockLimits DEFAULT = new BlockLimits(10_000, 8L << 20, 300_000_000);

    public BlockLimits {
        if (txs < 1) throw new IllegalArgumentException("chain.block.txs is at least 1");
        if (bytes < 1 << 10) throw new IllegalArgumentException("chain.block.bytes is at least 1024");
        if (gas < 1_000_000) throw new IllegalArgumentException("chain.block.gas is at least 1000000");
    }
}
