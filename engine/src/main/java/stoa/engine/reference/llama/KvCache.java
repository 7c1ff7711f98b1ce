// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.ArrayList;
import java.util.List;

/// Keys and values of one sequence, in pages that are made when first needed. Positions are only ever added, so caches
/// that begin alike share full pages. Not used by two threads at once.
public final class KvCache {
    static final int PAGE = 128;

    private final LlamaConfig config;
    private final List<Page> pages = new ArrayList<>();
    private int length;

    public KvCache(LlamaConfig config) {
        this.config = config;
    }

    /// Positions held.
    public int length() {
        return length;
    }

    /// Bytes of its pages, shared ones included.
    public long bytes() {
        return pages.size() * PAGE * config.cacheBytesPerToken();
    }

    /// A cache that begins with the first `positions` of this one and goes its own way from there.
    public KvCache fork(int positions) {
        if (positions > length) throw new IllegalArgumentException("a fork cannot be longer than its origin");
        var out = new KvCache(config);
        int full = positions / PAGE;
        for (int i = 0; i < full; i++) out.pages.add(pages.get(i));
        if (positions % PAGE != 0) out.pages.add(pages.get(full).copy(positions % PAGE));
        out.length = positions;
        return out;
    }

    void grow(int positions) {
        int most = Math.addExact(length, positions);
        if (most > config.context()) throw new IllegalArgumentException("the context is full");
        while (pages.size() * PAGE < most) pages.add(new Page(config));
    }

    void advance(int positions) {
        length += positions;
    }

    Page page(int index) {
        return pages.get(index);
    }

    /// PAGE positions of all layers. Keys are kept one array per element, so that the scores of many positions
    /// are computed side by side; values one array per position.
    static final class Page {
        /// [layer][key-value head][element][position]
        final float[][][][] keys;

        /// [layer][key-value head][position][element]
        final float[][][][] values;

        Page(LlamaConfig c) {
            this(c.layers(), c.kvHeads(), c.headWidth());
        }

        private Page(int layers, int heads, int width) {
            keys = new float[layers][heads][width][PAGE];
            values = new float[layers][heads][PAGE][width];
        }

        Page copy(int positions) {
            var out = new Page(keys.length, keys[0].length, keys[0][0].length);
            for (int layer = 0; layer < keys.length; layer++)
                for (int head = 0; head < keys[0].length; head++) {
                    var from = keys[layer][head];
                    for (int i = 0; i < from.length; i++)
                        System.arraycopy(from[i], 0, out.keys[layer][head][i], 0, positions);
                    for (int i = 0; i < positions; i++)
                        System.arraycopy(values[layer][head][i], 0, out.values[layer][head][i], 0, from.length);
                }
            return out;
        }
    }
}
