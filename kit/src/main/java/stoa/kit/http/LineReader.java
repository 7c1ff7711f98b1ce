// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of UTF-8 into lines as they arrive; a line ends with LF, CR LF or CR, and with the stream. A line
/// longer than the bound is a failure, not a cut.
public final class LineReader {
    private final InputStream in;
    private final int lineBytesMax;
    private final byte[] buffer = new byte[2 << 10];
    private int at;
    private int end;
    private byte[] line = new byte[0];
    private boolean afterCr;

    public LineReader(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /// Null at the end of the stream.
    public @Nullable String next() throws IOException {
        int kept = 0;
        while (true) {
            if (at == end && !fill()) return kept == 0 ? null : text(line, 0, kept);
            if (afterCr && buffer[at] == '\n') {
                afterCr = false;
                at++;
                continue;
            }
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') at++;
            int length = at - from;
            if (kept + length > lineBytesMax) throw tooLong();
            if (at == end) {
                kept = keep(kept, from, length);
                afterCr = false;
                continue;
            }
            afterCr = buffer[at++] == '\r';
            return kept == 0 ? text(buffer, from, length) : text(line, 0, keep(kept, from, length));
        }
    }

    /// Puts aside the beginning of a line that goes on behind the buffer; gives how much is put aside.
    private int keep(int kept, int from, int length) {
        if (kept + length > line.length)
            line = Arrays.copyOf(line, Math.clamp(2L * (kept + length), 256, Math.max(256, lineBytesMax)));
        System.arraycopy(buffer, from, line, kept, length);
        return kept + length;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private HttpFailure tooLong() {
        return new HttpFailure(HttpFailure.Kind.TOO_LARGE, "a line is longer than " + lineBytesMax + " bytes", null);
    }
}
