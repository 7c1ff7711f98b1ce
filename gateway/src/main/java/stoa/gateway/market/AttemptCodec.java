// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.util.List;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Face;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// An attempt in a session's log.
final class AttemptCodec {
    private static final List<Face> FACES = List.of(Face.values());

    private AttemptCodec() {}

    static void write(Writer out, Attempt attempt) {
        var ask = attempt.ask();
        out.u63(attempt.number())
                .string(attempt.receiptId())
                .u63(attempt.keyId())
                .u63(attempt.sentMillis())
                .u63(attempt.reserved())
                .u8(ask.face().ordinal())
                .hash(ask.requestHash())
                .u63(ask.bodyBytes())
                .u63(ask.tokensMost())
                .u32(ask.choices())
                .bool(ask.stream());
    }

    static Attempt read(Reader in) {
        long number = in.u63();
        var receiptId = in.string();
        long keyId = in.u63();
        long sentMillis = in.u63();
        long reserved = in.u63();
        int face = in.u8();
        if (face >= FACES.size()) throw new Corrupt("a face of a newer gateway");
        var ask = new Ask(FACES.get(face), in.hash(), in.u63(), in.u63(), (int) Math.max(1, in.u32()), in.bool(), 0);
        return new Attempt(number, receiptId, ask, keyId, sentMillis, reserved);
    }
}
