// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.util.Arrays;

/// Merges one piece's bytes into tokens, lowest rank first and leftmost among equals, in n·log n for a piece of
/// any length.
final class Bpe {
    private final Merges merges;
    private final int[] ids;
    private final int[] previous;
    private final int[] next;
    private final boolean[] gone;
    // A heap of rank << 32 | left position. A merge makes at most two new pairs, so 3n entries are ever added.
    private final long[] heap;
    private int heapSize;

    private Bpe(Merges merges, int[] ids) {
        int n = ids.length;
        this.merges = merges;
        this.ids = ids;
        this.previous = new int[n];
        this.next = new int[n];
        this.gone = new boolean[n];
        this.heap = new long[3 * n];
    }

    /// `ids` are the tokens of single bytes and are changed; the result has the merged ones.
    static int[] merge(Merges merges, int[] ids) {
        return ids.length < 2 ? ids : new Bpe(merges, ids).run();
    }

    private int[] run() {
        int n = ids.length;
        for (int i = 0; i < n; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
        }
        for (int i = 0; i + 1 < n; i++) consider(i);
        int left = n;
        while (heapSize > 0) {
            long best = pop();
            int i = (int) best;
            int j = gone[i] ? n : next[i];
            if (j >= n) continue;
            long found = merges.find(ids[i], ids[j]);
            if (found == Merges.NONE || found >>> 32 != best >>> 32) continue; // the pair has changed since
            ids[i] = (int) found;
            gone[j] = true;
            next[i] = next[j];
            if (next[i] < n) previous[next[i]] = i;
            left--;
            if (previous[i] >= 0) consider(previous[i]);
            if (next[i] < n) consider(i);
        }
        var out = new int[left];
        for (int i = 0, at = 0; i < n; i = next[i]) out[at++] = ids[i];
        return out;
    }

    private void consider(int i) {
        long found = merges.find(ids[i], ids[next[i]]);
        if (found != Merges.NONE) push(found >>> 32 << 32 | i);
    }

    private void push(long entry) {
        int at = heapSize++;
        while (at > 0 && heap[(at - 1) / 2] > entry) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = entry;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) child++;
            if (heap[child] >= last) break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return top;
    }

    /// Room for `count` more at the end.
    static int[] grown(int[] list, int size, int count) {
        return size + count <= list.length ? list : Arrays.copyOf(list, Math.max(list.length * 2, size + count));
    }
}
