// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events as they arrive. An event larger than the bound is a failure, not a cut; one that the
/// stream breaks off is dropped, as the standard has it.
public final class SseReader {
    public static final int EVENT_BYTES_MAX = 4 << 20;

    private final LineReader lines;
    private final int eventBytesMax;
    private boolean begun;

    /// One event, or one comment line.
    public sealed interface Item {
        /// `name` and `id` are empty when the event has none; several `data` lines are joined by a line feed.
        record Event(String name, String data, String id) implements Item {}

        /// The text behind the colon, without the one space.
        record Comment(String text) implements Item {}
    }

    public SseReader(InputStream in, int eventBytesMax) {
        this.lines = new LineReader(in, eventBytesMax);
        this.eventBytesMax = eventBytesMax;
    }

    /// The next event; comments are passed over. Null at the end of the stream.
    public Item.@Nullable Event next() throws IOException {
        while (true) {
            switch (nextItem()) {
                case null -> {
                    return null;
                }
                case Item.Event event -> {
                    return event;
                }
                case Item.Comment _ -> {}
            }
        }
    }

    /// The next event or comment. Null at the end of the stream. A comment inside an event comes before it.
    public @Nullable Item nextItem() throws IOException {
        while (true) {
            var line = nextLine();
            if (line == null) return null;
            if (line.isEmpty()) {
                var event = pending.take();
                if (event != null) return event;
            } else if (line.charAt(0) == ':') {
                return new Item.Comment(line.startsWith(" ", 1) ? line.substring(2) : line.substring(1));
            } else {
                field(line);
            }
        }
    }

    private @Nullable String nextLine() throws IOException {
        var line = lines.next();
        boolean first = !begun;
        begun = true;
        return first && line != null && line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private void field(String line) throws HttpFailure {
        int colon = line.indexOf(':');
        var name = colon < 0 ? line : line.substring(0, colon);
        int from = colon < 0 ? line.length() : line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
        var value = line.substring(from);
        switch (name) {
            case "data" -> pending.data(value, eventBytesMax);
            case "event" -> pending.name = value;
            case "id" -> pending.id = value;
            default -> {} // the standard says to ignore what it does not name
        }
    }

    private final Pending pending = new Pending();

    /// The event whose lines are being read.
    private static final class Pending {
        private String name = "";
        private String id = "";
        private @Nullable String first;
        private @Nullable StringBuilder more;

        void data(String value, int max) throws HttpFailure {
            if (first == null) {
                first = value;
                return;
            }
            if (more == null) more = new StringBuilder(first);
            more.append('\n').append(value);
            if (more.length() > max)
                throw new HttpFailure(HttpFailure.Kind.TOO_LARGE, "an event is larger than " + max + " bytes", null);
        }

        Item.@Nullable Event take() {
            var data = more != null ? more.toString() : first;
            var event = data == null ? null : new Item.Event(name, data, id);
            name = "";
            id = "";
            first = null;
            more = null;
            return event;
        }
    }
}
