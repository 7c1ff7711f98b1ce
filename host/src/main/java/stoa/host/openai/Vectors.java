// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import stoa.engine.Usage;

/// `/v1/embeddings`.
public final class Vectors {
    private Vectors() {}

    /// @param base64 whether `encoding_format` is `base64`: little-endian f32, which the official clients ask for
    public static byte[] whole(List<float[]> vectors, Usage usage, String model, boolean base64) {
        return Spelling.object(json -> {
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            int index = 0;
            for (var vector : vectors) {
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", index++);
                if (base64) json.writeStringField("embedding", encode(vector));
                else {
                    json.writeArrayFieldStart("embedding");
                    for (float value : vector) json.writeNumber(value);
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("model", model);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", usage.input());
            json.writeNumberField("total_tokens", usage.input());
            json.writeEndObject();
        });
    }

    private static String encode(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) bytes.putFloat(value);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
