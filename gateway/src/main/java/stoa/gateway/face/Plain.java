// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import stoa.gateway.answer.Answered;
import stoa.gateway.rules.Face;
import stoa.kit.http.Handler;
import stoa.kit.http.Headers;
import stoa.kit.http.Request;
import stoa.kit.http.Response;

/// `/v1/chat/completions`, `/v1/completions`, `/v1/embeddings`: body and answer pass byte for byte.
final class Plain implements Handler {
    private final Asking asking;
    private final Face face;

    Plain(Asking asking, Face face) {
        this.asking = asking;
        this.face = face;
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        var guest = asking.doors().enter(request);
        return asking.ask(request, guest, face, Asking.json(request), SHAPE);
    }

    private static final Asking.Shape SHAPE = new Asking.Shape() {
        @Override
        public Response whole(Answered.Whole answer, Headers headers) {
            return new Response.Full(200, headers, answer.body());
        }

        @Override
        public Response stream(Answered.Open answer, Headers headers) {
            return new Response.Streamed(200, headers, out -> answer.stream().pump(new RawSink(out)));
        }
    };
}
