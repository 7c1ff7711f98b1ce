// SPDX-License-Identifier: Apache-2.0
package stoa.kit.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// Strict JSON: depth at most 200, numbers at most 400 characters and with exponents below 1000, no duplicate names,
/// nothing after the value. The size of the text is bounded by whoever read it (`HttpServerConfig.maxBodyBytes`).
public final class Json {
    public static final int DEPTH_MAX = 200;
    public static final int NUMBER_LENGTH_MAX = 400;
    public static final int EXPONENT_MAX = 1000;

    // Jackson keeps its buffers with threads; a virtual thread would make new ones for every request.
    private static final JsonFactory PIECES = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(50_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .nodeFactory(new Numbers())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /// A number of few letters can have a billion digits; whoever asked for them would wait for ever.
    private static final class Numbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1;

        @Override
        public ValueNode numberNode(BigDecimal number) {
            if (Math.abs((long) number.scale()) > EXPONENT_MAX)
                throw new MalformedJson("a number is out of every range", 0, 0);
            return super.numberNode(number);
        }
    }

    public static JsonNode parse(byte[] utf8) {
        try {
            return present(MAPPER.readTree(utf8));
        } catch (IOException e) {
            throw malformed(e);
        } catch (NumberFormatException _) {
            throw number();
        }
    }

    public static JsonNode parse(String text) {
        try {
            return present(MAPPER.readTree(text));
        } catch (IOException e) {
            throw malformed(e);
        } catch (NumberFormatException _) {
            throw number();
        }
    }

    /// Reads a record (or any class Jackson can build); unknown names are ignored, missing ones are null or zero.
    public static <T> T read(byte[] utf8, Class<T> type) {
        try {
            return MAPPER.readValue(utf8, type);
        } catch (IOException e) {
            throw malformed(e);
        } catch (NumberFormatException _) {
            throw number();
        }
    }

    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// UTF-8 of a tree, a record, a map or a list.
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }

    /// Writes JSON piece by piece, for what is written too often to build a tree first.
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return PIECES.createGenerator(out);
    }

    public static String text(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    private static JsonNode present(JsonNode tree) {
        if (tree.isMissingNode()) throw new MalformedJson("there is no JSON here", 0, 0);
        return tree;
    }

    /// The parser lets this one escape for exponents beyond what a BigDecimal holds.
    private static MalformedJson number() {
        return new MalformedJson("a number with an exponent beyond all bounds", 0, 0);
    }

    private static MalformedJson malformed(IOException e) {
        int line = 0;
        int column = 0;
        if (e instanceof JacksonException jackson && jackson.getLocation() != null) {
            line = jackson.getLocation().getLineNr();
            column = jackson.getLocation().getColumnNr();
        }
        return new MalformedJson("not valid JSON", line, column);
    }
}
