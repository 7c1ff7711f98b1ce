// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Joins the bytes of tokens into text that can be sent: whole characters only, and nothing that may turn out to
/// be the beginning of a stop string. What is no UTF-8 becomes U+FFFD.
public final class TextAssembler {
    private final List<String> stops;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder held = new StringBuilder();
    private byte[] open = {};
    private boolean stopped;

    public TextAssembler(List<String> stops) {
        this.stops = stops;
    }

    /// Text that may be sent now, perhaps none.
    public String add(byte[] bytes) {
        decode(bytes, false);
        return release(false);
    }

    /// The rest, when the answer is over.
    public String finish() {
        decode(new byte[0], true);
        return release(true);
    }

    /// Whether a stop string has come; the text before it has been released and nothing more will be.
    public boolean stopped() {
        return stopped;
    }

    /// Whether everything added has been released, so that the tokens so far are fully shown.
    public boolean clear() {
        return held.isEmpty() && open.length == 0;
    }

    private void decode(byte[] bytes, boolean end) {
        var in = ByteBuffer.allocate(open.length + bytes.length)
                .put(open)
                .put(bytes)
                .flip();
        var out = CharBuffer.allocate(in.remaining() + 2);
        decoder.decode(in, out, end);
        open = new byte[in.remaining()];
        in.get(open);
        held.append(out.flip());
    }

    private String release(boolean end) {
        if (stopped) return "";
        int cut = -1;
        for (var stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (cut < 0 || at < cut)) cut = at;
        }
        stopped = cut >= 0;
        int until = stopped ? cut : end ? held.length() : held.length() - longestTail();
        var out = held.substring(0, until);
        held.delete(0, stopped ? held.length() : until);
        return out;
    }

    /// Length of the longest end of the held text that begins a stop string.
    private int longestTail() {
        int longest = 0;
        for (var stop : stops)
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--)
                if (endsWith(stop, n)) longest = n;
        return longest;
    }

    private boolean endsWith(String stop, int count) {
        int from = held.length() - count;
        for (int i = 0; i < count; i++) if (held.charAt(from + i) != stop.charAt(i)) return false;
        return true;
    }
}
