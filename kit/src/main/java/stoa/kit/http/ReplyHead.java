// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// The first part of an answer: status and header lines, and what they say about its body.
record ReplyHead(int status, Headers headers, boolean keepAlive, Framing framing, long length) {
    private static final int LINES_MAX = 256;
    private static final int INTERIM_MAX = 8;

    /// How the end of a body is told.
    enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    /// Reads until the final answer's head is complete; interim answers (1xx) are passed over.
    static ReplyHead read(Wire wire, String method, int bytesMax) throws IOException {
        for (int i = 0; i < INTERIM_MAX; i++) {
            var lines = new HeadLines(wire, bytesMax);
            int status = status(lines.next());
            var pairs = new ArrayList<String>(32);
            for (var line = lines.next(); !line.isEmpty(); line = lines.next()) {
                if (pairs.size() == 2 * LINES_MAX) throw malformed("has too many header lines");
                addLine(pairs, line);
            }
            if (status >= 200) return of(status, Headers.received(pairs.toArray(String[]::new)), method);
            if (status == 101) throw malformed("changes the protocol unasked");
        }
        throw malformed("sends interim answers without end");
    }

    private static ReplyHead of(int status, Headers headers, String method) throws HttpFailure {
        boolean keepAlive =
                headers.first("connection").filter("close"::equalsIgnoreCase).isEmpty();
        if (method.equals("HEAD") || status == 204 || status == 304)
            return new ReplyHead(status, headers, keepAlive, Framing.LENGTH, 0);
        var encodings = headers.all("transfer-encoding");
        if (!encodings.isEmpty()) {
            if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked"))
                throw malformed("uses a transfer encoding other than chunked");
            return new ReplyHead(status, headers, keepAlive && !headers.has("content-length"), Framing.CHUNKED, 0);
        }
        var lengths = headers.all("content-length");
        if (lengths.isEmpty()) return new ReplyHead(status, headers, false, Framing.UNTIL_CLOSE, 0);
        for (var length : lengths) if (!length.equals(lengths.getFirst())) throw malformed("gives two lengths");
        return new ReplyHead(status, headers, keepAlive, Framing.LENGTH, length(lengths.getFirst()));
    }

    private static long length(String text) throws HttpFailure {
        if (!Digits.isLength(text)) throw malformed("gives no usable length");
        return Long.parseLong(text);
    }

    private static int status(String line) throws HttpFailure {
        boolean http = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (!http || line.length() < 12 || (line.length() > 12 && line.charAt(12) != ' '))
            throw malformed("is not HTTP/1.1");
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) throw malformed("is not HTTP/1.1");
            status = status * 10 + digit;
        }
        if (status < 100) throw malformed("has no status");
        return status;
    }

    private static void addLine(ArrayList<String> pairs, String line) throws HttpFailure {
        int colon = line.indexOf(':');
        if (colon <= 0) throw malformed("has a header line without a name");
        for (int i = 0; i < colon; i++)
            if (line.charAt(i) <= ' ' || line.charAt(i) >= 127) throw malformed("has a broken header name");
        int from = colon + 1;
        int to = line.length();
        while (from < to && blank(line.charAt(from))) from++;
        while (to > from && blank(line.charAt(to - 1))) to--;
        for (int i = from; i < to; i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) throw malformed("has a control character in a header");
        }
        pairs.add(line.substring(0, colon));
        pairs.add(line.substring(from, to));
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    static HttpFailure malformed(String what) {
        return new HttpFailure(HttpFailure.Kind.MALFORMED, "the answer " + what, null);
    }

    /// Cuts the head into lines within its bound.
    private static final class HeadLines {
        private final Wire wire;
        private int left;
        private byte[] line = new byte[256];

        HeadLines(Wire wire, int bytesMax) {
            this.wire = wire;
            this.left = bytesMax;
        }

        String next() throws IOException {
            int length = 0;
            while (true) {
                int b = wire.read();
                if (b < 0) throw new EOFException("the answer ended inside its head");
                if (b == '\n') break;
                if (--left < 0)
                    throw new HttpFailure(HttpFailure.Kind.TOO_LARGE, "the head of the answer is too large", null);
                if (length == line.length) line = java.util.Arrays.copyOf(line, length * 2);
                line[length++] = (byte) b;
            }
            if (length > 0 && line[length - 1] == '\r') length--;
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
