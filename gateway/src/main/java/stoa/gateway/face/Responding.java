// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import stoa.gateway.answer.Answered;
import stoa.gateway.openai.ApiError;
import stoa.gateway.responses.ChatRequest;
import stoa.gateway.responses.ResponseEvents;
import stoa.gateway.responses.ResponseObject;
import stoa.gateway.rules.Face;
import stoa.kit.http.Handler;
import stoa.kit.http.Headers;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// `POST /v1/responses`, without state, as a chat.
final class Responding implements Handler {
    private final Asking asking;
    private final InstantSource clock;

    Responding(Asking asking, InstantSource clock) {
        this.asking = asking;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) throws InterruptedException {
        var guest = asking.doors().enter(request);
        var asked = ChatRequest.parse(Asking.json(request));
        var chat = Json.write(ChatRequest.of(asked));
        return asking.ask(request, guest, Face.CHAT, chat, new Shape(asked));
    }

    private final class Shape implements Asking.Shape {
        private final ObjectNode asked;

        Shape(ObjectNode asked) {
            this.asked = asked;
        }

        @Override
        public Response whole(Answered.Whole answer, Headers headers) {
            try {
                var response = object(answer.proof()).of(Json.parse(answer.body()));
                return new Response.Full(200, headers, Json.write(response));
            } catch (MalformedJson _) {
                throw ApiError.badGateway("The host's answer cannot be read.");
            }
        }

        @Override
        public Response stream(Answered.Open answer, Headers headers) {
            var events = new ResponseEvents(object(answer.proof()));
            return new Response.Streamed(200, headers, out -> answer.stream().pump(new EventSink(out, events)));
        }

        private ResponseObject object(Answered.Proof proof) {
            var id = proof.receiptId().substring(proof.receiptId().indexOf('_') + 1);
            return new ResponseObject(id, clock.millis() / 1_000, asked);
        }
    }
}
