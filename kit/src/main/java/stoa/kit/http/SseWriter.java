// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes server-sent events, each flushed at once. One thread at a time.
public final class SseWriter {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final Stream out;

    public SseWriter(Stream out) {
        this.out = out;
    }

    /// One `data:` event; line breaks in it become several data lines.
    public void data(String data) throws IOException {
        write(fields("data: ", data) + "\n");
    }

    /// One `data:` event whose bytes are UTF-8 without line breaks, as JSON is written here.
    public void data(byte[] utf8) throws IOException {
        var event = new byte[DATA.length + utf8.length + 2];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(utf8, 0, event, DATA.length, utf8.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        out.write(event);
    }

    public void event(String name, String data) throws IOException {
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0)
            throw new IllegalArgumentException("an event's name is one line");
        write("event: " + name + "\n" + fields("data: ", data) + "\n");
    }

    /// A line clients ignore; it keeps a connection awake or carries a note.
    public void comment(String text) throws IOException {
        write(fields(": ", text) + "\n");
    }

    public boolean isOpen() {
        return out.isOpen();
    }

    private static String fields(String prefix, String text) {
        var out = new StringBuilder();
        for (var line : text.split("\r\n|\r|\n", -1))
            out.append(prefix).append(line).append('\n');
        return out.toString();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
