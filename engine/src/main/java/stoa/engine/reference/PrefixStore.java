// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import stoa.engine.reference.llama.KvCache;
import stoa.engine.reference.llama.LlamaConfig;

/// Keys and values of recent sequences, so that a prompt that begins like one of them is not read again. What is reused
/// has the bits that reading it anew would give.
final class PrefixStore {
    /// Shorter beginnings are read faster than they are found.
    private static final int LEAST = 16;

    private static final int MOST_ENTRIES = 64;

    private final LlamaConfig config;
    private final long mostBytes;
    private final Deque<Entry> entries = new ArrayDeque<>(); // the newest first
    private long bytes;

    private record Entry(int[] tokens, KvCache cache) {}

    PrefixStore(LlamaConfig config, long mostBytes) {
        this.config = config;
        this.mostBytes = mostBytes;
    }

    /// A cache that holds as much of the prompt's beginning as is known, and never all of it: the last token must be
    /// computed to be followed.
    synchronized KvCache begin(int[] prompt) {
        Entry best = null;
        int length = 0;
        for (var entry : entries) {
            int same = Arrays.mismatch(entry.tokens, prompt);
            int common = Math.min(same < 0 ? prompt.length : same, prompt.length - 1);
            if (common > length) {
                best = entry;
                length = common;
            }
        }
        if (best == null || length < LEAST) return new KvCache(config);
        entries.remove(best);
        entries.addFirst(best);
        return best.cache.fork(length);
    }

    /// Keeps a sequence, with a cache that nobody extends any more.
    synchronized void keep(int[] tokens, KvCache cache) {
        if (tokens.length < LEAST || cache.bytes() > mostBytes) return;
        entries.removeIf(entry -> {
            int same = Arrays.mismatch(entry.tokens, tokens);
            boolean within = same < 0 || same == entry.tokens.length;
            if (within) bytes -= entry.cache.bytes();
            return within;
        });
        entries.addFirst(new Entry(tokens, cache));
        bytes += cache.bytes();
        while (bytes > mostBytes || entries.size() > MOST_ENTRIES)
            bytes -= entries.removeLast().cache.bytes();
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }
}
