// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.kit.log.Log;

/// Answers messages: one call, or a batch of a bounded number, each whole or not at all. A call without an id is a
/// notification and is not answered.
public final class JsonRpc {
    private static final Log LOG = Log.of(JsonRpc.class);
    private static final int ID_CHARS_MAX = 256;
    private static final int NAME_CHARS_SHOWN = 64;

    private final Methods methods;
    private final FailureMapper failures;
    private final int batchMax;
    private final int answerBytesMax;

    /// Turns what a method threw into an error object, when it knows it.
    @FunctionalInterface
    public interface FailureMapper {
        Optional<RpcError> map(RuntimeException failure);
    }

    /// @param batchMax calls in one batch at most
    /// @param answerBytesMax of a whole batch's answer; calls behind it are answered with an error
    public JsonRpc(Methods methods, FailureMapper failures, int batchMax, int answerBytesMax) {
        this.methods = methods;
        this.failures = failures;
        this.batchMax = batchMax;
        this.answerBytesMax = answerBytesMax;
    }

    /// The answer's bytes; empty when there is nothing to answer.
    public Optional<byte[]> answer(byte[] message, Caller caller) {
        JsonNode root;
        try {
            root = Json.parse(message);
        } catch (MalformedJson malformed) {
            return Optional.of(error(new RpcError(RpcError.PARSE, "parse error: " + malformed.getMessage())));
        }
        if (root.isMissingNode())
            return Optional.of(error(new RpcError(RpcError.PARSE, "parse error: nothing was sent")));
        if (root.isArray()) return batch(root, caller);
        return one(root, caller).map(Json::write);
    }

    /// The bytes of an error that belongs to no call.
    public static byte[] error(RpcError error) {
        return Json.write(envelope(NullNode.instance).set("error", error.json()));
    }

    private Optional<byte[]> batch(JsonNode calls, Caller caller) {
        if (calls.isEmpty()) return Optional.of(error(RpcError.invalidRequest("an empty batch")));
        if (calls.size() > batchMax)
            return Optional.of(error(
                    RpcError.limit("a batch of " + calls.size() + " calls; send at most " + batchMax + " at once")));
        var out = new ByteArrayOutputStream();
        for (var call : calls) {
            var answer = out.size() < answerBytesMax ? one(call, caller) : tooLong(call);
            answer.ifPresent(node -> {
                out.write(out.size() == 0 ? '[' : ',');
                out.writeBytes(Json.write(node));
            });
        }
        if (out.size() == 0) return Optional.empty();
        out.write(']');
        return Optional.of(out.toByteArray());
    }

    private static Optional<ObjectNode> tooLong(JsonNode call) {
        var error = RpcError.limit("the batch's answer is too long already; send this call by itself");
        var id = call.get("id");
        if (id == null) return Optional.empty();
        return Optional.of(envelope(isId(id) ? id : NullNode.instance).set("error", error.json()));
    }

    private Optional<ObjectNode> one(JsonNode call, Caller caller) {
        var given = call.get("id");
        JsonNode id = given != null && isId(given) ? given : NullNode.instance;
        try {
            check(call, given);
            var result = run(call, caller);
            return given == null ? Optional.empty() : Optional.of(envelope(id).set("result", result));
        } catch (RpcError error) {
            boolean notification = given == null && error.code() != RpcError.INVALID_REQUEST;
            return notification ? Optional.empty() : Optional.of(envelope(id).set("error", error.json()));
        }
    }

    private static void check(JsonNode call, @Nullable JsonNode id) {
        if (!call.isObject()) throw RpcError.invalidRequest("a call is an object");
        if (!"2.0".equals(call.path("jsonrpc").textValue()))
            throw RpcError.invalidRequest("the field jsonrpc must be \"2.0\"");
        if (id != null && !isId(id)) throw RpcError.invalidRequest("an id is a text, a number or null");
        if (!call.path("method").isTextual()) throw RpcError.invalidRequest("the field method must be a text");
        var params = call.path("params");
        if (!params.isMissingNode() && !params.isNull() && !params.isArray())
            throw RpcError.invalidParams("params should be a list");
    }

    private JsonNode run(JsonNode call, Caller caller) {
        var name = call.get("method").textValue();
        var method = methods.find(name)
                .orElseThrow(() -> new RpcError(
                        RpcError.METHOD_UNKNOWN, "the method " + shown(name) + " does not exist/is not available"));
        var params = call.path("params").isArray() ? call.get("params") : Json.array();
        try {
            return method.call(Params.of(params), caller);
        } catch (RpcError error) {
            throw error;
        } catch (RuntimeException failure) {
            var known = failures.map(failure);
            if (known.isPresent()) throw known.get();
            LOG.error("a method failed", failure, "method", name);
            throw new RpcError(RpcError.INTERNAL, "internal error; the node's log says more");
        }
    }

    private static boolean isId(JsonNode id) {
        return id.isNull() || id.isNumber() || id.isTextual() && id.textValue().length() <= ID_CHARS_MAX;
    }

    /// Enough of a stranger's text to recognise it by, and nothing that is not a plain name.
    private static String shown(String name) {
        var plain = name.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '<');
        return plain && name.length() <= NAME_CHARS_SHOWN ? name : "asked for";
    }

    private static ObjectNode envelope(JsonNode id) {
        return Json.object().put("jsonrpc", "2.0").set("id", id);
    }

    /// As text, for carriers of text.
    public static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }
}
