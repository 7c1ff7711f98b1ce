// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;

/// Writes server-sent events, each flushed at once. One thread at a time.
public final class SseWriter {
    private final Stream out;

    public SseWriter(Stream out) {
        this.out = out;
    }

    /// One `data:` event; line breaks in it become several data lines.
    public void data(String data) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// One `data:` event whose bytes are UTF-8 without line breaks, as JSON is written here.
    public void data(byte[] utf8) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void event(String name, String data) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// A line clients ignore; it keeps a connection awake or carries a note.
    public void comment(String text) throws IOException {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        return out.isOpen();
    }
}
