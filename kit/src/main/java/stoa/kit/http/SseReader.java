// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events as they arrive. An event larger than the bound is a failure, not a cut.
public final class SseReader {
    public static final int EVENT_BYTES_MAX = 4 << 20;

    /// One event, or one comment line.
    public sealed interface Item {
        /// `name` is empty when the event has none; several `data` lines are joined by a line feed.
        record Event(String name, String data, String id) implements Item {}

        /// The text behind the colon, without the one space.
        record Comment(String text) implements Item {}
    }

    public SseReader(InputStream in, int eventBytesMax) {
        throw new UnsupportedOperationException();
    }

    /// The next event; comments are passed over. Null at the end of the stream.
    public Item.@Nullable Event next() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The next event or comment. Null at the end of the stream.
    public @Nullable Item nextItem() throws IOException {
        throw new UnsupportedOperationException();
    }
}
