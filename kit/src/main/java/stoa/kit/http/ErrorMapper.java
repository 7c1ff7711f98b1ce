// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// Turns refusals into the caller's vocabulary (OpenAI errors, JSON-RPC errors). Unexpected exceptions have been
/// logged and arrive as a problem with status 500 and a message that gives nothing away.
@FunctionalInterface
public interface ErrorMapper {
    Response map(Request request, HttpProblem problem);
}
