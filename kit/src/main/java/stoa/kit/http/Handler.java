// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

/// Answers a request, on a virtual thread of its own: blocking is fine.
@FunctionalInterface
public interface Handler {
    /// An `HttpProblem` becomes its status; anything else thrown is logged and becomes 500.
    Response handle(Request request) throws Exception;
}
