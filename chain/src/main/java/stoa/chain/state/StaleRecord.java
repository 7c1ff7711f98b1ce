// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.List;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.state.StateKey;

/// What a block made stale: heights below it still need it.
///
/// @param pages that it replaced
/// @param removed keys that it removed; historical scans look here for what the key column lacks
record StaleRecord(List<PageKey> pages, List<StateKey> removed) {
    private static final int LIST_MAX = Integer.MAX_VALUE;

    byte[] encode() {
        return new Writer(16 * pages.size() + 32 * removed.size())
                .list(LIST_MAX, pages, (out, page) -> page.write(out))
                .list(LIST_MAX, removed, (out, key) -> out.u8(key.table() & 0xff)
                        .bytes(key.key()))
                .toBytes();
    }

    static StaleRecord decode(byte[] bytes) {
        var in = new Reader(bytes);
        var record = new StaleRecord(
                in.list(LIST_MAX, PageKey::read), in.list(LIST_MAX, key -> new StateKey((byte) key.u8(), key.bytes())));
        in.end();
        return record;
    }
}
