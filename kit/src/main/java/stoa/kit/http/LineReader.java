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
    private final byte[] buffer = new byte[8 << 10];
    private int at;
    private int end;
    private byte[] line = new byte[256];
    private boolean afterCr;

    public LineReader(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /// Null at the end of the stream.
    public @Nullable String next() throws IOException {
        int length = 0;
        while (true) {
            if (at == end && !fill()) return length == 0 ? null : text(length);
            byte b = buffer[at++];
            boolean secondOfPair = afterCr && b == '\n';
            afterCr = b == '\r';
            if (secondOfPair) continue;
            if (b == '\n' || b == '\r') return text(length);
            if (length == lineBytesMax) throw tooLong();
            if (length == line.length) line = Arrays.copyOf(line, Math.min(length * 2, lineBytesMax));
            line[length++] = b;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private String text(int length) {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private HttpFailure tooLong() {
        return new HttpFailure(HttpFailure.Kind.TOO_LARGE, "a line is longer than " + lineBytesMax + " bytes", null);
    }
}
