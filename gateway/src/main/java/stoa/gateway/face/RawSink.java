// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import stoa.gateway.answer.Answered;
import stoa.gateway.answer.Sink;
import stoa.kit.http.Stream;
import stoa.kit.json.Json;

/// Passes events on byte for byte. What came from the host in one piece leaves in one write; nothing waits.
final class RawSink implements Sink {
    private final Stream out;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    RawSink(Stream out) {
        this.out = out;
    }

    @Override
    public void event(byte[] buffer, int begin, int end, int payloadFrom, int payloadTo) throws IOException {
        if (buffer == bytes && begin == to) {
            to = end;
            return;
        }
        flush();
        bytes = buffer;
        from = begin;
        to = end;
    }

    @Override
    public void flush() throws IOException {
        if (from == to) return;
        int begin = from;
        from = to;
        out.write(bytes, begin, to - begin);
    }

    @Override
    public void done(Answered.Proof proof) throws IOException {
        flush();
        out.write((comment(proof) + "data: [DONE]\n\n").getBytes(UTF_8));
    }

    @Override
    public void broken(String message) throws IOException {
        flush();
        var error = Json.object();
        error.putObject("error")
                .put("message", message)
                .put("type", "server_error")
                .putNull("param")
                .put("code", "host_failed");
        out.write(("data: " + Json.text(error) + "\n\n").getBytes(UTF_8));
    }

    /// The line that tells where an answer came from; clients pass over it.
    static String comment(Answered.Proof proof) {
        return ": stoa receipt=" + proof.receiptId() + " session=" + proof.session() + " host=" + proof.host() + "\n\n";
    }
}
