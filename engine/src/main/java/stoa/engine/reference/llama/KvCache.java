// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.ArrayList;
import java.util.List;

/// Keys and values of one sequence, in pages that are made when first needed. Not shared between threads at once.
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
            keys = new float[c.layers()][c.kvHeads()][c.headWidth()][PAGE];
            values = new float[c.layers()][c.kvHeads()][PAGE][c.headWidth()];
        }
    }
}
