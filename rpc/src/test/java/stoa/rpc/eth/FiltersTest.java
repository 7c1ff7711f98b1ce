// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import stoa.rpc.json.RpcError;

class FiltersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Filters filters = new Filters(2, nanos::get);

    @Test
    void a_filter_that_nobody_polls_is_forgotten_and_one_that_is_polled_is_not() {
        var polled = filters.add(new Filters.Kept.Blocks(1)).asText();
        var idle = filters.add(new Filters.Kept.Blocks(1)).asText();
        nanos.addAndGet(Filters.FORGOTTEN_AFTER.toNanos() - 1);
        filters.find(polled);
        nanos.addAndGet(1);
        assertThrows(RpcError.class, () -> filters.find(idle));
        assertEquals(new Filters.Kept.Blocks(1), filters.find(polled).kept());
        filters.add(new Filters.Kept.Blocks(1));
        assertThrows(RpcError.class, () -> filters.add(new Filters.Kept.Blocks(1)));
    }
}
