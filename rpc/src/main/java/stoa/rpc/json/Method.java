// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;

/// One method. What it throws as [RpcError] becomes an error object; anything else is logged and becomes -32603.
@FunctionalInterface
public interface Method {
    JsonNode call(Params params, Caller caller);
}
