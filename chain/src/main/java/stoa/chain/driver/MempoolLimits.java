// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

/// @param txs that wait, at most
/// @param bytes of them, at most
/// @param txsPerSender so that one sender cannot fill it
public record MempoolLimits(int txs, long bytes, int txsPerSender) {
    public static final MempoolLimits DEFAULT = new MempoolLimits(50_000, 64L << 20, 1_024);

    public MempoolLimits {
        if (txs < 1) throw new IllegalArgumentException("chain.mempool.txs is at least 1");
        if (bytes < 1 << 20) throw new IllegalArgumentException("chain.mempool.bytes is at least 1 MiB");
        if (txsPerSender < 1) throw new IllegalArgumentException("chain.mempool.txs-per-sender is at least 1");
    }
}
