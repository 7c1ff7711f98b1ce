// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import stoa.kit.json.Json;

/// An answer that is an error object. Numbers are those of JSON-RPC 2.0, EIP-1474 and, for reverts, of Ethereum's
/// nodes.
public final class RpcError extends RuntimeException {
    public static final int PARSE = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_UNKNOWN = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;
    public static final int SERVER = -32000;
    public static final int NOT_FOUND = -32001;
    public static final int UNAVAILABLE = -32002;
    public static final int UNSUPPORTED = -32004;
    public static final int LIMIT = -32005;
    public static final int REVERTED = 3;

    private static final long serialVersionUID = 1;

    private final int code;
    private final transient Optional<JsonNode> data;

    public RpcError(int code, String message) {
        this(code, message, Optional.empty());
    }

    public RpcError(int code, String message, Optional<JsonNode> data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    public static RpcError invalidRequest(String message) {
        return new RpcError(INVALID_REQUEST, "invalid request: " + message);
    }

    public static RpcError invalidParams(String message) {
        return new RpcError(INVALID_PARAMS, "invalid params: " + message);
    }

    public static RpcError notFound(String message) {
        return new RpcError(NOT_FOUND, message);
    }

    public static RpcError unsupported(String message) {
        return new RpcError(UNSUPPORTED, message);
    }

    public static RpcError limit(String message) {
        return new RpcError(LIMIT, message);
    }

    public int code() {
        return code;
    }

    ObjectNode json() {
        var error = Json.object().put("code", code).put("message", getMessage());
        data.ifPresent(value -> error.set("data", value));
        return error;
    }
}
